//! Character references (`&amp;`, `&#106;`) decoded, each character with its place.

/// The characters of a value or a text with each one's place in bytes, character references decoded.
pub fn decoded(text: &str) -> Vec<(char, usize)> {
    let mut signs = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let (character, length) = reference(&text[at..]).unwrap_or((character, character.len_utf8()));
        signs.push((character, at));
        at += length;
    }
    signs
}

/// Named references that can hide a sign of an address or of a placeholder (HTML standard, 13.5).
const NAMED: [(&str, char); 40] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("colon", ':'),
    ("semi", ';'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("period", '.'),
    ("comma", ','),
    ("num", '#'),
    ("quest", '?'),
    ("excl", '!'),
    ("commat", '@'),
    ("percnt", '%'),
    ("dollar", '$'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("equals", '='),
    ("plus", '+'),
    ("ast", '*'),
    ("midast", '*'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lbrace", '{'),
    ("lcub", '{'),
    ("rbrace", '}'),
    ("rcub", '}'),
    ("lbrack", '['),
    ("lsqb", '['),
    ("rbrack", ']'),
    ("rsqb", ']'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("ZeroWidthSpace", '\u{200b}'),
];

/// The character that a reference at the beginning stands for, and how long the reference is.
fn reference(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let (length, character) = if let Some(number) = inside.strip_prefix('#') {
        let hexadecimal = number.starts_with(['x', 'X']);
        let digits = if hexadecimal { &number[1..] } else { number };
        let radix = if hexadecimal { 16 } else { 10 };
        let count = digits.chars().take_while(|c| c.is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..count.min(10))?, radix).ok()?;
        (2 + usize::from(hexadecimal) + count, char::from_u32(code)?)
    } else {
        let count = inside.chars().take_while(char::is_ascii_alphanumeric).count();
        let (name, character) = NAMED.iter().find(|(name, _)| *name == &inside[..count])?;
        // The oldest ones need no semicolon.
        if !inside[count..].starts_with(';') && !["amp", "lt", "gt", "quot", "nbsp"].contains(name) {
            return None;
        }
        (1 + count, *character)
    };
    Some((character, length + usize::from(text[length..].starts_with(';'))))
}

//! Encodings both ways, and the characters that they lack.

use super::*;
use proptest::prelude::*;

fn written(text: &str, encoding: Encoding) -> (Vec<u8>, Vec<char>) {
    let mut bytes = Vec::new();
    let lost = encoding.encode(text, &mut bytes);
    (bytes, lost)
}

#[test]
fn encodings_are_read_by_their_own_names_and_by_usual_ones() {
    for encoding in Encoding::ALL {
        assert_eq!(Encoding::parse(encoding.name()), Some(encoding));
    }
    for (name, encoding) in [
        ("Shift_JIS", Encoding::Cp932),
        ("sjis", Encoding::Cp932),
        ("windows-31j", Encoding::Cp932),
        (" UTF8 ", Encoding::Utf8),
        ("x-euc-jp", Encoding::EucJp),
        ("latin1", Encoding::Windows1252),
        ("JIS", Encoding::Iso2022Jp),
    ] {
        assert_eq!(Encoding::parse(name), Some(encoding), "{name}");
    }
    assert_eq!(Encoding::parse("koi8-r"), None);
    assert_eq!(Encoding::parse(""), None);
}

#[test]
fn cp932_keeps_the_signs_of_nec_and_ibm() {
    let text = "㈱①髙﨑～ⅣｱﾊﾟﾏﾝNo.";
    let (bytes, lost) = written(text, Encoding::Cp932);
    assert_eq!((lost, Encoding::Cp932.decode(&bytes)), (vec![], (text.into(), false)));
}

#[test]
fn twins_replace_signs_that_cp932_lacks() {
    for encoding in [Encoding::Cp932, Encoding::EucJp, Encoding::Iso2022Jp] {
        let (bytes, lost) = written("〜‖—−¢£¬¥1,200か\u{3099}ハ\u{309A}ン", encoding);
        let read = encoding.decode(&bytes);
        assert!(lost.is_empty(), "{encoding:?}");
        assert_eq!(read, ("～∥―－￠￡￢￥1,200がパン".into(), false), "{encoding:?}");
    }
}

#[test]
fn characters_without_a_twin_are_reported_and_marked_by_a_geta() {
    let (bytes, lost) = written("祝🎉한é", Encoding::Cp932);
    assert_eq!(lost, ['🎉', '한', 'é']);
    assert_eq!(Encoding::Cp932.decode(&bytes).0, "祝〓〓〓");
    let (bytes, lost) = written("é漢", Encoding::Windows1252);
    assert_eq!((bytes.as_slice(), lost.as_slice()), (b"\xE9?".as_slice(), ['漢'].as_slice()));
    let (bytes, lost) = written("🎉", Encoding::Iso2022Jp);
    assert_eq!((Encoding::Iso2022Jp.decode(&bytes).0.as_ref(), lost.as_slice()), ("〓", ['🎉'].as_slice()));
}

#[test]
fn bytes_that_are_no_text_are_told() {
    assert!(Encoding::Utf8.decode(b"a\xFFb").1);
    assert!(Encoding::Cp932.decode(b"\x83").1);
    assert!(Encoding::EucJp.decode(b"\xA4").1);
    assert!(Encoding::Utf16Le.decode(b"a\0b").1);
    assert!(!Encoding::Windows1252.decode(b"\xE9").1);
}

proptest! {
    #[test]
    fn unicode_encodings_give_back_every_text(text in any::<String>()) {
        for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
            let (bytes, lost) = written(&text, encoding);
            prop_assert!(lost.is_empty());
            prop_assert_eq!(encoding.decode(&bytes), (text.as_str().into(), false));
        }
    }

    #[test]
    fn no_character_is_ever_written_as_a_reference(text in "[&;#0-9〜‖é🎉漢あｱ~\\\\¥\u{3099}]{0,20}") {
        for encoding in Encoding::ALL {
            let (bytes, lost) = written(&text, encoding);
            let (read, damaged) = encoding.decode(&bytes);
            prop_assert!(!damaged);
            prop_assert_eq!(read.matches('&').count(), text.matches('&').count());
            let marks = read.matches('〓').count() + read.matches('?').count();
            prop_assert_eq!(marks, lost.len());
        }
    }
}

//! Each encoding in the files in which it comes, damaged ones and late ones among them.

use super::*;
use crate::fixtures::{Drip, bytes, encoded};
use proptest::prelude::*;

const NAMES: &str = "氏名,会社名\r\n山田 太郎,株式会社みどり\r\n髙橋 花子,㈲さくら工房\r\nﾔﾏﾀﾞ,ｱｵｲ\r\n";

fn told(bytes: &[u8]) -> (Encoding, Sureness) {
    let Finding { value, sureness } = survey(bytes).unwrap().encoding;
    (value, sureness)
}

fn with_mark(encoding: Encoding) -> Vec<u8> {
    [encoding.mark(), &encoded(NAMES, encoding)].concat()
}

#[test]
fn each_encoding_is_told() {
    for (bytes, encoding) in [
        (encoded(NAMES, Encoding::Utf8), Encoding::Utf8),
        (with_mark(Encoding::Utf8), Encoding::Utf8),
        (with_mark(Encoding::Utf16Le), Encoding::Utf16Le),
        (with_mark(Encoding::Utf16Be), Encoding::Utf16Be),
        (encoded(NAMES, Encoding::Cp932), Encoding::Cp932),
        (b"email\r\na@example.jp\r\n".to_vec(), Encoding::Utf8),
        (Vec::new(), Encoding::Utf8),
    ] {
        assert_eq!(told(&bytes), (encoding, Sureness::Certain));
    }
}

#[test]
fn euc_jp_and_iso_2022_jp_are_told() {
    let names = "氏名,会社名\n山田 太郎,株式会社みどり\n佐藤 花子,さくら工房\n";
    assert_eq!(told(&encoded(names, Encoding::Iso2022Jp)), (Encoding::Iso2022Jp, Sureness::Certain));
    assert_eq!(told(&encoded(names, Encoding::EucJp)).0, Encoding::EucJp);
    let one = "メールアドレス,氏名\na@example.jp,鈴木\n";
    assert_eq!(told(&encoded(one, Encoding::EucJp)).0, Encoding::EucJp);
    assert_eq!(told(&encoded(one, Encoding::Cp932)).0, Encoding::Cp932);
}

#[test]
fn half_width_katakana_alone_is_cp932() {
    let names = "ﾅﾏｴ,ﾌﾘｶﾞﾅ\r\nﾔﾏﾀﾞ,ﾀﾛｳ\r\nｻﾄｳ,ﾊﾅｺ\r\nｽｽﾞｷ,ｲﾁﾛｳ\r\n";
    assert_eq!(told(&encoded(names, Encoding::Cp932)).0, Encoding::Cp932);
}

#[test]
fn western_names_are_windows_1252() {
    let names = "email,name\r\na@example.fr,José García\r\nb@example.de,Jürgen Groß\r\nc@example.fr,René\r\n";
    assert_eq!(told(&encoded(names, Encoding::Windows1252)).0, Encoding::Windows1252);
    let one = "email,name\r\na@example.de,Müller\r\n";
    assert_eq!(told(&encoded(one, Encoding::Windows1252)).0, Encoding::Windows1252);
}

#[test]
fn rows_far_behind_a_plain_beginning_decide() {
    for encoding in [Encoding::Cp932, Encoding::EucJp, Encoding::Utf8, Encoding::Iso2022Jp] {
        let mut bytes = b"email,name\r\n".to_vec();
        while bytes.len() < 200_000 {
            bytes.extend_from_slice(b"someone@example.com,Taro Yamada\r\n");
        }
        bytes.extend(encoded("a@example.jp,山田 太郎\r\nb@example.jp,佐藤 花子\r\n", encoding));
        assert_eq!(told(&bytes).0, encoding);
    }
}

#[test]
fn one_damaged_place_changes_no_encoding() {
    let text = format!("{NAMES}{}", "佐藤 花子,株式会社あおい商店\r\n".repeat(20));
    for encoding in [Encoding::Utf8, Encoding::Cp932, Encoding::EucJp] {
        let text = if encoding == Encoding::EucJp { text.replace(['髙', '㈲'], "") } else { text.clone() };
        let mut bytes = encoded(&text, encoding);
        let at = bytes.len() - 60;
        bytes.splice(at..at, *b"\xFF\x82\n");
        assert_eq!(told(&bytes), (encoding, Sureness::Likely), "{encoding:?}");
    }
}

#[test]
fn utf_16_without_a_mark_is_likely() {
    let text = "email,name\r\na@example.jp,山田\r\n";
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        assert_eq!(told(&encoded(text, encoding)), (encoding, Sureness::Likely));
    }
}

#[test]
fn the_identity_is_the_length_and_sha_256_of_the_content() {
    let identity = survey(&b"abc"[..]).unwrap().identity;
    assert_eq!(identity.length, 3);
    let sha256 = data_encoding::HEXLOWER.encode(&identity.sha256);
    assert_eq!(sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

proptest! {
    #[test]
    fn pieces_of_any_size_tell_the_same(
        bytes in bytes(300),
        sizes in proptest::collection::vec(1_usize..9, 1..5),
    ) {
        prop_assert_eq!(survey(Drip::new(&bytes, &sizes)).unwrap(), survey(bytes.as_slice()).unwrap());
    }

    #[test]
    fn validity_counts_no_error_in_an_encodings_own_text(text in "[a-z,\n山田ぁ-んｱ-ﾝ①]{0,40}") {
        for (structure, encoding) in
            [(Structure::Utf8, Encoding::Utf8), (Structure::Cp932, Encoding::Cp932)]
        {
            let mut validity = Validity::new(structure);
            for byte in encoded(&text, encoding) {
                validity.take(byte);
            }
            validity.end();
            let letters = text.chars().filter(|sign| !sign.is_ascii()).count() as u64;
            prop_assert_eq!(validity.count, Count { characters: letters, errors: 0 });
        }
    }

    #[test]
    fn utf_8_is_valid_where_the_standard_library_says_so(
        bytes in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        let mut validity = Validity::new(Structure::Utf8);
        for byte in &bytes {
            validity.take(*byte);
        }
        validity.end();
        prop_assert_eq!(validity.count.errors == 0, std::str::from_utf8(&bytes).is_ok());
    }
}

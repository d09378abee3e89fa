//! Names of companies with their legal forms are no links.

use super::*;

/// Every legal form that is written with full stops, behind names of every kind.
#[test]
fn companies_of_every_legal_form_are_none() {
    let names = [
        "ACME",
        "Müller",
        "みどり",
        "Foo-Bar",
        "AT&T",
        "O'Neil",
        "３Ｍ",
        "J.P. Morgan",
        "U.S. Steel",
        "Yahoo!",
    ];
    let forms = [
        "Co.KG",
        "GmbH & Co.KG",
        "GmbH & Co. KGaA",
        "K.K.",
        "G.K.",
        "A/S",
        "S.p.A.",
        "S.r.l.",
        "S.A.",
        "S.A.S.",
        "N.V.",
        "B.V.",
        "A.G.",
        "Co.,Ltd.",
        "Co., Ltd.",
        "Co.Ltd",
        "Inc.",
        "Corp.",
        "L.L.C.",
        "L.P.",
        "P.L.C.",
        "Pty.Ltd.",
        "Sdn.Bhd.",
        "a.s.",
        "s.r.o.",
        "d.o.o.",
        "e.V.",
        "Oy",
        "AB",
        "Mfg.Co.,Ltd.",
    ];
    for name in names {
        for form in forms {
            for text in [
                format!("{name} {form}"),
                format!("{name}　{form}"),
                format!("{form} {name}"),
                format!("{name} {form}様"),
            ] {
                assert!(!carries_link(&text), "{text:?}");
            }
        }
    }
}

//! Domains that people in Japan mistype often, and what they meant. It knows domains only, never a whole address.

/// Slips and what was meant. None of the slips is a domain on which many people have mail.
const SLIPS: [(&str, &[&str]); 10] = [
    (
        "gmail.com",
        &[
            "gmial.com",
            "gamil.com",
            "gmai.com",
            "gmali.com",
            "gmaill.com",
            "gmeil.com",
            "gnail.com",
            "g-mail.com",
            "gmail.co",
            "gmail.con",
            "gmail.cm",
            "gmail.om",
            "gmail.jp",
            "gmail.co.jp",
            "gmail.ne.jp",
        ],
    ),
    (
        "docomo.ne.jp",
        &[
            "docomo.co.jp",
            "docomo.jp",
            "docomo.com",
            "docomo.ne.ip",
            "docomo.ne",
            "docom.ne.jp",
            "dokomo.ne.jp",
            "docono.ne.jp",
        ],
    ),
    (
        "ezweb.ne.jp",
        &["ezweb.co.jp", "ezweb.jp", "ezweb.com", "ezweb.ne.ip", "ezwed.ne.jp", "ezwab.ne.jp", "eweb.ne.jp"],
    ),
    ("softbank.ne.jp", &["softbank.jp", "softbank.ne", "softbank.ne.ip", "sofbank.ne.jp", "softbnak.ne.jp"]),
    (
        "i.softbank.jp",
        &["i.softbank.ne.jp", "i.softbank.co.jp", "i.softbank.com", "isoftbank.jp", "i.sofbank.jp"],
    ),
    (
        "yahoo.co.jp",
        &[
            "yahoo.ne.jp",
            "yahoo.jp",
            "yahoo.co",
            "yahoo.co.ip",
            "yahoo.com.jp",
            "yaho.co.jp",
            "yahooo.co.jp",
            "yhaoo.co.jp",
            "yafoo.co.jp",
        ],
    ),
    ("ymobile.ne.jp", &["ymobile.co.jp", "ymobile.jp", "y-mobile.ne.jp"]),
    (
        "icloud.com",
        &[
            "icloud.co",
            "icloud.con",
            "icloud.jp",
            "icloud.co.jp",
            "icloud.ne.jp",
            "iclud.com",
            "icoud.com",
            "iclould.com",
        ],
    ),
    (
        "hotmail.com",
        &["hotmail.co", "hotmail.con", "hotmai.com", "hotmial.com", "hotmal.com", "hotmaill.com"],
    ),
    (
        "outlook.com",
        &["outlook.co", "outlook.con", "outlok.com", "outloo.com", "outlock.com", "outllook.com"],
    ),
];

/// The domain that was probably meant by this one, which is in lower case.
pub(super) fn meant(domain: &str) -> Option<&'static str> {
    SLIPS.iter().find(|(_, slips)| slips.contains(&domain)).map(|(meant, _)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_slip_is_listed_once_and_no_domain_that_is_meant_is_a_slip() {
        let slips: Vec<&str> = SLIPS.iter().flat_map(|(_, slips)| slips.iter().copied()).collect();
        assert_eq!(slips.iter().collect::<BTreeSet<_>>().len(), slips.len());
        for (domain, _) in SLIPS {
            assert_eq!(meant(domain), None, "{domain}");
        }
    }
}

//! Domains at which the general public has mail: whoever registers from there has nothing to do with one another, so they are
//! not counted together.
//!
//! Japan's carriers and providers by the domains they give out themselves; the others from the default domains of Mailcheck
//! (<https://github.com/mailcheck/mailcheck>) and the largest providers of China, Korea and Europe. A domain that is missing
//! here is answered more slowly on a busy day; a company's domain must never stand here.

/// In the order of their bytes.
const DOMAINS: [&str; 88] = [
    "126.com",
    "139.com",
    "163.com",
    "aol.com",
    "au.com",
    "biglobe.ne.jp",
    "bt.com",
    "btinternet.com",
    "comcast.net",
    "commufa.jp",
    "daum.net",
    "dion.ne.jp",
    "disney.ne.jp",
    "docomo.ne.jp",
    "dti.ne.jp",
    "email.com",
    "excite.co.jp",
    "ezweb.ne.jp",
    "fastmail.com",
    "foxmail.com",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "gol.com",
    "goo.jp",
    "googlemail.com",
    "hanmail.net",
    "hotmail.co.jp",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "i.softbank.jp",
    "icloud.com",
    "infoseek.jp",
    "infoweb.ne.jp",
    "jcom.home.ne.jp",
    "jcom.zaq.ne.jp",
    "kakao.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "live.jp",
    "mac.com",
    "mail.com",
    "mail.goo.ne.jp",
    "mail.ru",
    "me.com",
    "mopera.net",
    "msn.com",
    "naver.com",
    "nifty.com",
    "ocn.ne.jp",
    "odn.ne.jp",
    "orange.fr",
    "outlook.com",
    "outlook.jp",
    "pdx.ne.jp",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rakumail.jp",
    "rakuten.jp",
    "rediffmail.com",
    "rocketmail.com",
    "sbcglobal.net",
    "sina.com",
    "sky.com",
    "so-net.ne.jp",
    "softbank.jp",
    "softbank.ne.jp",
    "t-online.de",
    "tiki.ne.jp",
    "tutanota.com",
    "uqmobile.jp",
    "vodafone.ne.jp",
    "wanadoo.fr",
    "web.de",
    "yahoo.co.jp",
    "yahoo.com",
    "yandex.com",
    "yandex.ru",
    "ymail.ne.jp",
    "ymobile.ne.jp",
    "zaq.ne.jp",
];

/// Providers whose people have mail at subdomains of the name.
const WITH_SUBDOMAINS: [&str; 8] = [
    "biglobe.ne.jp",
    "dion.ne.jp",
    "jcom.home.ne.jp",
    "ocn.ne.jp",
    "plala.or.jp",
    "so-net.ne.jp",
    "vodafone.ne.jp",
    "zaq.ne.jp",
];

/// Whether the general public has mail at this domain (lower case, punycode).
pub fn is_large_provider(domain: &str) -> bool {
    let below = |provider: &&str| {
        domain.strip_suffix(*provider).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    DOMAINS.binary_search(&domain).is_ok() || WITH_SUBDOMAINS.iter().any(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_of_the_general_public_are_known_and_companies_are_none() {
        assert!(DOMAINS.is_sorted());
        for domain in ["gmail.com", "yahoo.co.jp", "docomo.ne.jp", "t.vodafone.ne.jp", "jcom.zaq.ne.jp"] {
            assert!(is_large_provider(domain), "{domain}");
        }
        for domain in ["example.co.jp", "xgmail.com", "mail.gmail.com", "not-ocn.ne.jp", "softbank.co.jp", ""]
        {
            assert!(!is_large_provider(domain), "{domain}");
        }
    }
}

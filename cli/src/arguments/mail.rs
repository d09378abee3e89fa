//! The words about real mail from one machine.

use clap::Args;
use http::Uri;

/// The way `hikyaku up` sends real mail.
#[derive(Debug, Clone, Default, Args)]
pub struct MailArguments {
    /// Send real mail through Amazon SES instead of into the outbox; needs a build with `--features aws`
    ///
    /// Region and credentials are those of the usual AWS environment. What SES reports is taken in at POST /events.
    #[arg(long, requires = "configuration_set")]
    pub ses: bool,
    /// The SES configuration set, which publishes the events of mails
    #[arg(long, value_name = "NAME", requires = "ses")]
    pub configuration_set: Option<String>,
    /// The address of /f/ and /u/ for the world, https://…; unsubscribe links in mails lead there
    #[arg(long, value_name = "URL", requires = "ses", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Another address that speaks the API of SES; without https only on this machine
    #[arg(long, value_name = "URL", requires = "ses", value_parser = endpoint)]
    pub ses_endpoint: Option<String>,
}

impl MailArguments {
    /// Whether what speaks the API of SES is on this machine, so that nothing leaves it.
    pub fn stays_on_this_machine(&self) -> bool {
        self.ses_endpoint.as_deref().and_then(|url| url.parse().ok()).is_some_and(|uri| is_loopback(&uri))
    }
}

fn is_loopback(uri: &Uri) -> bool {
    uri.host().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host))
}

fn endpoint(text: &str) -> Result<String, String> {
    let uri: Uri =
        text.parse().map_err(|_| "write an address, such as https://email.example.com".to_owned())?;
    match uri.scheme_str() {
        Some("https") => Ok(text.to_owned()),
        Some("http") if is_loopback(&uri) => Ok(text.to_owned()),
        _ => Err("write an address with https; http is for 127.0.0.1 and localhost only, since mails would \
                  travel readable"
            .to_owned()),
    }
}

fn public_url(text: &str) -> Result<String, String> {
    let uri: Option<Uri> = text.parse().ok();
    if uri.is_some_and(|uri| uri.scheme_str() == Some("https") && uri.query().is_none()) {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err("write an address with https, such as https://mail.example.com; mail programs unsubscribe over \
             nothing else"
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Arguments;
    use clap::Parser as _;

    #[test]
    fn mail_travels_encrypted_unless_it_stays_on_this_machine() {
        for url in ["https://email.example.com", "http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"]
        {
            assert!(endpoint(url).is_ok(), "{url}");
        }
        for url in
            ["http://email.example.com", "http://127.0.0.1.example.com", "ftp://localhost", "nowhere", ""]
        {
            assert!(endpoint(url).is_err(), "{url}");
        }
        assert_eq!(public_url("https://mail.example.com/"), Ok("https://mail.example.com".to_owned()));
        assert!(public_url("http://mail.example.com").is_err());
    }

    #[test]
    fn real_mail_needs_a_configuration_set_and_its_options_need_real_mail() {
        let parse = |words: &str| Arguments::try_parse_from(words.split(' '));
        assert!(parse("hikyaku up --ses --configuration-set main").is_ok());
        assert!(parse("hikyaku up --ses").is_err());
        assert!(parse("hikyaku up --configuration-set main").is_err());
        assert!(parse("hikyaku up --public-url https://mail.example.com").is_err());
    }
}

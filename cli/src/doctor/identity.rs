//! Whose name mails carry, and whether receivers can tell that it is rightly: verification, DKIM, MAIL FROM, DMARC.

use super::finding::Finding;
use gateway::ses_settings::{Identity, MailFrom};
use gateway::unread::Unread;

const VERIFIED: &str = "identity";
const DKIM: &str = "DKIM";
const MAIL_FROM: &str = "MAIL FROM";
const DMARC: &str = "DMARC";

/// Judges what SES says about the identity of this name.
pub(super) fn judge(name: &str, said: &Result<Identity, Unread>) -> Vec<Finding> {
    // An address is nobody's business here, its domain is.
    let domain = name.rsplit('@').next().unwrap_or(name);
    let dmarc = dmarc(domain);
    match said {
        Err(error) => {
            let absent = format!(
                "make it in the stack's region: aws sesv2 create-email-identity --email-identity {domain}, and put the \
                 records it names into DNS"
            );
            vec![Finding::unread(VERIFIED, error, "ses:GetEmailIdentity", &absent), dmarc]
        }
        Ok(identity) => {
            vec![verified(domain, identity), dkim(domain, identity), mail_from(domain, identity), dmarc]
        }
    }
}

fn verified(domain: &str, identity: &Identity) -> Finding {
    let status = identity.verification.as_deref().unwrap_or("not said");
    match (identity.is_verified, identity.is_domain) {
        (true, true) => Finding::ok(VERIFIED, format!("the domain {domain} is verified")),
        (true, false) => Finding::look(
            VERIFIED,
            format!("one address at {domain} is verified, not the domain"),
            "verify the domain: only then DKIM and MAIL FROM are yours, and any address of it can send",
        ),
        (false, _) => Finding::broken(
            VERIFIED,
            format!("{domain} is not verified ({status}); SES refuses every mail"),
            format!(
                "put the records into DNS that this names: aws sesv2 get-email-identity --email-identity {domain}"
            ),
        ),
    }
}

fn dkim(domain: &str, identity: &Identity) -> Finding {
    let records = format!(
        "put the three CNAME records of DkimAttributes.Tokens into DNS: aws sesv2 get-email-identity --email-identity \
         {domain}"
    );
    match &identity.dkim {
        None => Finding::look(DKIM, "unknown: SES did not say", records),
        Some((false, _)) => Finding::broken(
            DKIM,
            "mails are not signed, and many receivers refuse them",
            format!(
                "aws sesv2 put-email-identity-dkim-attributes --email-identity {domain} --signing-enabled"
            ),
        ),
        Some((true, status)) if status == "SUCCESS" => {
            Finding::ok(DKIM, "mails are signed, the keys are in DNS")
        }
        Some((true, status)) => Finding::broken(
            DKIM,
            format!("mails are to be signed, but the keys are not found in DNS ({status})"),
            records,
        ),
    }
}

fn mail_from(domain: &str, identity: &Identity) -> Finding {
    match &identity.mail_from {
        None => Finding::look(
            MAIL_FROM,
            "bounces go to a domain of Amazon, so SPF does not speak for yours; DKIM alone carries DMARC",
            format!(
                "aws sesv2 put-email-identity-mail-from-attributes --email-identity {domain} --mail-from-domain \
                 bounce.{domain}, and put the MX and TXT records it names into DNS"
            ),
        ),
        Some(MailFrom { domain, status, .. }) if status == "SUCCESS" => {
            Finding::ok(MAIL_FROM, format!("{domain} is set up"))
        }
        Some(MailFrom { domain, status, is_required }) => {
            let remedy = format!(
                "put into DNS for {domain}: MX 10 feedback-smtp.REGION.amazonses.com, and TXT \"v=spf1 \
                 include:amazonses.com ~all\""
            );
            let found = format!("the records of {domain} are not found in DNS ({status})");
            if *is_required {
                Finding::broken(MAIL_FROM, format!("{found}; SES refuses mails meanwhile"), remedy)
            } else {
                Finding::look(MAIL_FROM, format!("{found}; SES uses a domain of its own meanwhile"), remedy)
            }
        }
    }
}

/// DNS is not asked here.
fn dmarc(domain: &str) -> Finding {
    Finding::look(
        DMARC,
        format!("not looked up here; ask: dig +short TXT _dmarc.{domain}"),
        format!(
            "Gmail and Yahoo want a record there, or at the domain above it. Begin with: _dmarc.{domain} TXT \"v=DMARC1; \
             p=none; rua=mailto:MAILBOX@{domain}\", read the reports, then go on to p=quarantine"
        ),
    )
}

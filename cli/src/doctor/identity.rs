//! The name that mails carry, and whether receivers can tell that it is rightly: verification, DKIM, MAIL FROM, DMARC.

use super::finding::Finding;
use crate::say;
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
            let absent = say!(
                en = "make it in the stack's region: aws sesv2 create-email-identity \
                     --email-identity {domain}, and put the records it names into DNS",
                ja = "スタックのリージョンで作ってください：aws sesv2 create-email-identity \
                     --email-identity {domain}。出てくるレコードを DNS に入れます"
            );
            vec![Finding::unread(VERIFIED, error, "ses:GetEmailIdentity", &absent), dmarc]
        }
        Ok(identity) => {
            vec![verified(domain, identity), dkim(domain, identity), mail_from(domain, identity), dmarc]
        }
    }
}

fn verified(domain: &str, identity: &Identity) -> Finding {
    let unsaid = say!(en = "not said", ja = "答えなし");
    let status = identity.verification.as_deref().unwrap_or(&unsaid);
    match (identity.is_verified, identity.is_domain) {
        (true, true) => Finding::ok(
            VERIFIED,
            say!(en = "the domain {domain} is verified", ja = "ドメイン {domain} は確認済みです"),
        ),
        (true, false) => Finding::look(
            VERIFIED,
            say!(
                en = "one address at {domain} is verified, not the domain",
                ja = "{domain} のアドレスが一つ確認済みですが、ドメインは未確認です"
            ),
            say!(
                en = "verify the domain: only then DKIM and MAIL FROM are yours, and any address \
                     of it can send",
                ja = "ドメインを確認してください。そうすれば DKIM と MAIL FROM が自社のものになり、\
                     どのアドレスからも送れます"
            ),
        ),
        (false, _) => Finding::broken(
            VERIFIED,
            say!(
                en = "{domain} is not verified ({status}); SES refuses every mail",
                ja = "{domain} は未確認です（{status}）。SES はすべてのメールを断ります"
            ),
            say!(
                en = "put the records into DNS that this names: aws sesv2 get-email-identity \
                     --email-identity {domain}",
                ja = "次で出るレコードを DNS に入れてください：aws sesv2 get-email-identity \
                     --email-identity {domain}"
            ),
        ),
    }
}

fn dkim(domain: &str, identity: &Identity) -> Finding {
    let records = say!(
        en = "put the three CNAME records of DkimAttributes.Tokens into DNS: aws sesv2 \
             get-email-identity --email-identity {domain}",
        ja = "DkimAttributes.Tokens の CNAME 三つを DNS に入れてください：aws sesv2 \
             get-email-identity --email-identity {domain}"
    );
    match &identity.dkim {
        None => Finding::look(
            DKIM,
            say!(en = "unknown: SES did not say", ja = "分かりません。SES の答えがありません"),
            records,
        ),
        Some((false, _)) => Finding::broken(
            DKIM,
            say!(
                en = "mails are not signed, and many receivers refuse them",
                ja = "メールに署名がなく、断る受信側が多くあります"
            ),
            format!(
                "aws sesv2 put-email-identity-dkim-attributes --email-identity {domain} --signing-enabled"
            ),
        ),
        Some((true, status)) if status == "SUCCESS" => Finding::ok(
            DKIM,
            say!(
                en = "mails are signed, the keys are in DNS",
                ja = "メールに署名があり、鍵は DNS にあります"
            ),
        ),
        Some((true, status)) => Finding::broken(
            DKIM,
            say!(
                en = "mails are to be signed, but the keys are not found in DNS ({status})",
                ja = "メールに署名する設定ですが、鍵が DNS に見つかりません（{status}）"
            ),
            records,
        ),
    }
}

fn mail_from(domain: &str, identity: &Identity) -> Finding {
    match &identity.mail_from {
        None => Finding::look(
            MAIL_FROM,
            say!(
                en = "bounces go to a domain of Amazon, so SPF does not speak for yours; DKIM \
                     alone carries DMARC",
                ja = "不達が Amazon のドメインに戻るので、SPF は自社のものになりません。DMARC は \
                     DKIM だけで通ります"
            ),
            say!(
                en = "aws sesv2 put-email-identity-mail-from-attributes --email-identity {domain} \
                     --mail-from-domain bounce.{domain}, and put the MX and TXT records it names \
                     into DNS",
                ja = "aws sesv2 put-email-identity-mail-from-attributes --email-identity {domain} \
                     --mail-from-domain bounce.{domain} を実行し、出てくる MX と TXT を DNS に入\
                     れてください"
            ),
        ),
        Some(MailFrom { domain, status, .. }) if status == "SUCCESS" => {
            Finding::ok(MAIL_FROM, say!(en = "{domain} is set up", ja = "{domain} は準備できています"))
        }
        Some(MailFrom { domain, status, is_required }) => {
            let remedy = say!(
                en = "put into DNS for {domain}: MX 10 feedback-smtp.REGION.amazonses.com, and \
                     TXT \"v=spf1 include:amazonses.com ~all\"",
                ja = "{domain} の DNS に入れてください：MX 10 feedback-smtp.REGION.amazonses.com \
                     と、TXT \"v=spf1 include:amazonses.com ~all\""
            );
            let found = say!(
                en = "the records of {domain} are not found in DNS ({status})",
                ja = "{domain} のレコードが DNS に見つかりません（{status}）"
            );
            if *is_required {
                Finding::broken(
                    MAIL_FROM,
                    say!(
                        en = "{found}; SES refuses mails meanwhile",
                        ja = "{found}。そのあいだ、SES はメールを断ります"
                    ),
                    remedy,
                )
            } else {
                Finding::look(
                    MAIL_FROM,
                    say!(
                        en = "{found}; SES uses a domain of its own meanwhile",
                        ja = "{found}。そのあいだ、SES は自分のドメインを使います"
                    ),
                    remedy,
                )
            }
        }
    }
}

/// DNS is not asked here.
fn dmarc(domain: &str) -> Finding {
    Finding::look(
        DMARC,
        say!(
            en = "not looked up here; ask: dig +short TXT _dmarc.{domain}",
            ja = "ここでは調べません。次で見てください：dig +short TXT _dmarc.{domain}"
        ),
        say!(
            en = "Gmail and Yahoo want a record there, or at the domain above it. Begin with: \
                 _dmarc.{domain} TXT \"v=DMARC1; p=none; rua=mailto:MAILBOX@{domain}\", read the \
                 reports, then go on to p=quarantine",
            ja = "Gmail と Yahoo は、ここか上のドメインにレコードを求めます。はじめは \
                 _dmarc.{domain} TXT \"v=DMARC1; p=none; rua=mailto:MAILBOX@{domain}\"。報告を読\
                 んでから p=quarantine に進みます"
        ),
    )
}

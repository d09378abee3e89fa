//! The readable words of a mail: its subject and its parts, decoded as far as needed to find words of ASCII.

use data_encoding::BASE64_MIME_PERMISSIVE;

/// A header's value, unfolded.
pub fn header(mime: &str, name: &str) -> Option<String> {
    let head = mime.split_once("\r\n\r\n").map_or(mime, |(head, _)| head);
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let line = unfolded
        .lines()
        .find(|line| line.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(name)))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The subject and all parts.
pub fn readable(mime: &str) -> String {
    let mut text = header(mime, "Subject").unwrap_or_default();
    for part in parts(mime) {
        let Some((head, body)) = part.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        text.push('\n');
        if head.contains("base64") {
            let decoded = BASE64_MIME_PERMISSIVE.decode(body.trim_end_matches("--").trim().as_bytes());
            text.push_str(
                &decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default(),
            );
        } else if head.contains("quoted-printable") {
            // Signs beyond ASCII stay as they are written.
            text.push_str(&body.replace("=\r\n", "").replace("=3D", "="));
        } else {
            text.push_str(body);
        }
    }
    text
}

/// The parts between the boundaries of a mail; the mail itself where it has none.
fn parts(mime: &str) -> Vec<&str> {
    let boundary = header(mime, "Content-Type").and_then(|value| {
        let named = value.split_once("boundary=")?.1;
        Some(named.trim_start_matches('"').split(['"', ';']).next()?.to_owned())
    });
    let Some(boundary) = boundary else { return vec![mime] };
    mime.split(&format!("--{boundary}")).skip(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_the_subject_and_in_every_part_however_it_is_encoded() {
        let mime = "Subject: one\r\n two\r\nContent-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\n--b\r\n\
                    Content-Transfer-Encoding: base64\r\n\r\nWnExMnpx\r\n--b\r\n\
                    Content-Transfer-Encoding: quoted-printable\r\n\r\nlead=3DOwn1o=\r\nwn;\r\n--b--\r\n";
        let text = readable(mime);
        for word in ["one two", "Zq12zq", "lead=Own1own;"] {
            assert!(text.contains(word), "{word} is not read in {text}");
        }
    }
}

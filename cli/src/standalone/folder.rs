//! The folder of a standalone program: what lies where, who may read it, and whether what belongs together is there together.

use super::Place;
use crate::say;
use anyhow::{Context, bail};
use gateway::local::private;
use gateway::secrets::Secrets;
use runtime::entropy::Entropy;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The engine's file.
pub(super) const TABLE: &str = "table.db";
const SECRETS: &str = "secrets.json";
/// Secrets that no table is known to belong to yet.
const NEW_SECRETS: &str = "secrets.new";
const OUTBOX: &str = "outbox";
const JOURNAL: &str = "events.jsonl";
const DEAD_LETTERS: &str = "dead-letters";
/// Everything else that stands in a data folder, written by `hikyaku up` and `hikyaku demo --keep`.
const BESIDES: [&str; 19] = [
    "table.db-wal",
    "table.db-shm",
    "table.db.lock",
    "table.jsonl",
    "clock.json",
    "sweep.json",
    "control.json",
    "import.json",
    "import.part",
    "mail-goes-to",
    "ledger.jsonl",
    "secrets.part",
    "room.part",
    "clock.part",
    "control.part",
    "sweep.part",
    "mail-goes-to.part",
    "room.bin",
    "open.html",
];

/// A folder that is there.
pub(super) struct Folder(PathBuf);

/// Secrets, and whether their table knows them.
pub(super) enum Found {
    /// Those that a table was written with.
    Kept(Secrets),
    /// Those that no table is known to belong to yet.
    New(Secrets),
}

impl Folder {
    /// Makes the folder if it is not there, for its owner's eyes only.
    pub(super) fn open(place: &Place) -> anyhow::Result<Self> {
        let folder = match place {
            Place::Memory(path) => Self(path.clone()),
            Place::Folder(path) => Self::check(path)?,
        };
        private::make_folder(&folder.0).with_context(|| {
            say!(
                en = "the data folder {} cannot be made; choose another with --data",
                ja = "データのフォルダー {} を作れません。--data で別のフォルダーを指定してください",
                folder.0.display()
            )
        })?;
        if let Place::Folder(_) = place {
            folder.tighten();
        }
        Ok(folder)
    }

    /// Refuses a folder that holds something else, or of whose data a part is gone.
    pub(super) fn check(path: &Path) -> anyhow::Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!(say!(
                en = "{} is a file and no folder; name a folder for the data with --data",
                ja = "{} はファイルで、フォルダーではありません。--data でデータのフォルダーを指定\
                     してください",
                path.display()
            ));
        }
        let folder = Self(path.to_owned());
        folder.is_no_other()?;
        folder.is_whole()?;
        Ok(folder)
    }

    /// Refuses a folder that holds something else: data among other things would be lost with them, or served with them.
    fn is_no_other(&self) -> anyhow::Result<()> {
        if self.path(TABLE).exists() || self.path(SECRETS).exists() {
            return Ok(());
        }
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                return Err(error).with_context(|| {
                    say!(
                        en = "{} is no folder to keep data in",
                        ja = "{} は、データを置けるフォルダーではありません",
                        self.0.display()
                    )
                });
            }
        };
        for entry in entries {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            if !is_ours(&name) && !name.starts_with('.') && name != "lost+found" {
                bail!(say!(
                    en = "the folder {} holds other things, such as `{name}`, and no data of \
                         Hikyaku; name a new or an empty folder with --data",
                    ja = "フォルダー {} には `{name}` などほかのものがあり、Hikyaku のデータがあり\
                         ません。--data で、新しいフォルダーか空のフォルダーを指定してください",
                    self.0.display()
                ));
            }
        }
        Ok(())
    }

    /// Refuses data of which the table is gone: an empty one in its place would know of no refusal.
    fn is_whole(&self) -> anyhow::Result<()> {
        let length = |name| std::fs::metadata(self.path(name)).map_or(0, |metadata| metadata.len());
        if length(TABLE) > 0 || length("table.db-wal") > 0 {
            return Ok(());
        }
        if self.path(SECRETS).exists() {
            return Err(self.table_is_gone());
        }
        let filled =
            |name| std::fs::read_dir(self.path(name)).is_ok_and(|mut entries| entries.next().is_some());
        if filled(OUTBOX) || filled(DEAD_LETTERS) || length(JOURNAL) > 0 {
            bail!(say!(
                en = "the folder {} holds mails or events of before, but neither {TABLE} nor \
                     {SECRETS}; put both back from a copy, or name a new folder with --data",
                ja = "フォルダー {} には以前のメールや出来事がありますが、{TABLE} も {SECRETS} も\
                     ありません。両方を控えから戻すか、--data で新しいフォルダーを指定してくださ\
                     い",
                self.0.display()
            ));
        }
        Ok(())
    }

    /// The error for a table that is not the one of these secrets, with the remedy.
    pub(super) fn table_is_gone(&self) -> anyhow::Error {
        anyhow::anyhow!(say!(
            en = "the table {} is empty or gone beside its {SECRETS}; it knew who refused, who \
                 agreed and who got what, and with an empty one people would be mailed who said \
                 no. Put {TABLE} back from a copy (with its `-wal` file, if there is one), or \
                 name a new folder with --data to begin with nothing",
            ja = "{} が空か、なくなっています（{SECRETS} はあります）。だれが断り、同意し、何を受\
                 け取ったかの記録です。空のまま動かすと、断った方にも送ってしまいます。{TABLE} を\
                 控えから戻すか（`-wal` のファイルがあれば一緒に）、--data で新しいフォルダーから\
                 始めてください",
            self.path(TABLE).display()
        ))
    }

    /// The error for secrets that are not beside the table that was written with them, with the remedy.
    pub(super) fn secrets_are_gone(&self) -> anyhow::Error {
        anyhow::anyhow!(say!(
            en = "{} is missing beside the table it belongs to; put it back from a copy, or name \
                 a new folder with --data to begin with nothing",
            ja = "テーブルと対になる {} がありません。控えから戻すか、--data で新しいフォルダーか\
                 ら始めてください",
            self.path(SECRETS).display()
        ))
    }

    /// Takes the rights of others away where an earlier start, or somebody, gave them; said once, since it lasts.
    fn tighten(&self) {
        let mut wide = self.0.canonicalize().and_then(|folder| private::tighten(&folder));
        let ours =
            [TABLE, SECRETS, NEW_SECRETS, JOURNAL].into_iter().chain(BESIDES).map(|name| self.path(name));
        for path in ours.filter(|path| path.exists()) {
            wide = wide.and_then(|wide| Ok(private::tighten(&path)? || wide));
        }
        for name in [OUTBOX, DEAD_LETTERS] {
            wide = wide.and_then(|wide| Ok(tighten_with_all_inside(&self.path(name))? || wide));
        }
        let folder = self.0.display();
        match wide {
            Ok(false) => {}
            Ok(true) => {
                tracing::warn!(%folder, "the data were readable by others; from now on only by their owner");
            }
            Err(error) => tracing::warn!(
                %folder, %error,
                "the data may be readable by others, and that cannot be changed; give their folder to the user who runs this"
            ),
        }
    }

    /// The folder itself.
    pub(super) fn root(&self) -> &Path {
        &self.0
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The engine's file.
    pub(super) fn table(&self) -> PathBuf {
        self.path(TABLE)
    }

    /// The mails.
    pub(super) fn outbox(&self) -> PathBuf {
        self.path(OUTBOX)
    }

    /// Domain events, a JSON line each.
    pub(super) fn journal(&self) -> PathBuf {
        self.path(JOURNAL)
    }

    /// Messages that failed too often.
    pub(super) fn dead_letters(&self) -> PathBuf {
        self.path(DEAD_LETTERS)
    }

    /// The secrets; made where there are none. New ones have a name of their own until their table knows them: whoever dies
    /// in between leaves neither secrets without a table nor a table without secrets.
    pub(super) fn secrets(&self, entropy: &Entropy) -> anyhow::Result<Found> {
        if let Some(secrets) = self.read(SECRETS)? {
            return Ok(Found::Kept(secrets));
        }
        if let Some(secrets) = self.read(NEW_SECRETS)? {
            return Ok(Found::New(secrets));
        }
        let secrets = Secrets::from_random(&entropy.bytes()?);
        let path = self.path(NEW_SECRETS);
        private::write(&path, secrets.text().as_bytes())
            .and_then(|()| private::sync_folder(&self.0))
            .with_context(|| {
                say!(
                    en = "the secrets cannot be written to {}",
                    ja = "秘密の鍵を {} に書けません",
                    path.display()
                )
            })?;
        Ok(Found::New(secrets))
    }

    /// Gives new secrets their name, after their table was told of them.
    pub(super) fn settle_secrets(&self) -> anyhow::Result<()> {
        let path = self.path(SECRETS);
        std::fs::rename(self.path(NEW_SECRETS), &path)
            .and_then(|()| private::sync_folder(&self.0))
            .with_context(|| say!(en = "{} cannot be written", ja = "{} に書けません", path.display()))
    }

    /// Removes secrets that turned out not to be those of the table, so that the right ones can take their place.
    pub(super) fn remove_new_secrets(&self) -> anyhow::Result<()> {
        let path = self.path(NEW_SECRETS);
        std::fs::remove_file(&path)
            .with_context(|| say!(en = "{} cannot be removed", ja = "{} を消せません", path.display()))
    }

    fn read(&self, name: &str) -> anyhow::Result<Option<Secrets>> {
        let path = self.path(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(Secrets::read(&text).with_context(|| {
                say!(
                    en = "{} is damaged; put it back from a copy",
                    ja = "{} が壊れています。控えから戻してください",
                    path.display()
                )
            })?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error)
                .with_context(|| say!(en = "{} cannot be read", ja = "{} を読めません", path.display())),
        }
    }
}

fn is_ours(name: &str) -> bool {
    [OUTBOX, JOURNAL, DEAD_LETTERS, NEW_SECRETS].contains(&name) || BESIDES.contains(&name)
}

/// The files in a folder that others can enter may have been open to them; those in one that is closed were not.
fn tighten_with_all_inside(folder: &Path) -> std::io::Result<bool> {
    if !folder.is_dir() || !private::tighten(folder)? {
        return Ok(false);
    }
    for entry in std::fs::read_dir(folder)? {
        private::tighten(&entry?.path())?;
    }
    Ok(true)
}

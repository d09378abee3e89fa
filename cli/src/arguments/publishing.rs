//! The words of what reaches into a stack in AWS: publishing, looking whether all is well there, and links.

use super::{Data, Templates};
use crate::stack::StackName;
use clap::Args;

/// `hikyaku publish`
#[derive(Debug, Args)]
pub struct PublishArguments {
    /// The stack in AWS, by the name `sam deploy` gave it; needs a build with `--features aws`
    #[arg(long, value_name = "NAME", value_parser = StackName::parse)]
    pub stack: Option<StackName>,
    /// Show what would change, also for the leads inside, and write nothing (this is done when nothing is said)
    #[arg(long, conflicts_with = "apply")]
    pub plan: bool,
    /// Publish; it may be given twice
    #[arg(long)]
    pub apply: bool,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

/// `hikyaku doctor`
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The stack in AWS, by the name `sam deploy` gave it; needs a build with `--features aws`
    #[arg(long, value_name = "NAME", value_parser = StackName::parse)]
    pub stack: StackName,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

/// `hikyaku migrate`
#[derive(Debug, Args)]
pub struct MigrateArguments {
    /// The data.
    #[command(flatten)]
    pub data: Data,
}

/// `hikyaku links`
#[derive(Debug, Args)]
pub struct LinksArguments {
    /// The data.
    #[command(flatten)]
    pub data: Data,
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;
    use clap::Parser as _;

    fn understood(words: &str) -> bool {
        Arguments::try_parse_from(words.split(' ')).is_ok()
    }

    #[test]
    fn a_publication_is_planned_or_applied_and_not_both() {
        assert!(understood("hikyaku publish --stack hikyaku-prod"));
        assert!(understood("hikyaku publish --stack hikyaku-prod --plan"));
        assert!(understood("hikyaku publish --stack hikyaku-prod --apply --templates t"));
        assert!(!understood("hikyaku publish --stack hikyaku-prod --plan --apply"));
        assert!(!understood("hikyaku publish --stack 1st"));
    }

    #[test]
    fn doctor_needs_a_stack_and_links_without_one_are_of_this_machine() {
        assert!(understood("hikyaku links --stack hikyaku-prod"));
        assert!(understood("hikyaku links") && understood("hikyaku links --data x"));
        assert!(understood("hikyaku doctor --stack hikyaku-prod"));
        assert!(!understood("hikyaku doctor"));
    }
}

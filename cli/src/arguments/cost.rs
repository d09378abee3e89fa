//! The words of what a month costs.

use super::Templates;
use super::time::{number, whole};
use clap::Args;

/// `hikyaku cost`
#[derive(Debug, Clone, Args)]
pub struct CostArguments {
    /// Leads that enter in a month; 0 shows what an idle month costs
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = whole::<u32>)]
    pub leads: u32,
    /// The sequence they enter: the name of its file
    #[arg(long, value_name = "NAME", default_value = "welcome-material")]
    pub sequence: String,
    /// The region of AWS
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    pub region: String,
    /// Mails that a lead gets on average [default: as many as the longest way through the sequence has]
    #[arg(long, value_name = "N", value_parser = number)]
    pub mails_per_lead: Option<f64>,
    /// The pricing plan of SES: essentials is what a new account has
    #[arg(long, value_name = "PLAN", default_value = "essentials")]
    pub plan: String,
    /// Take off what AWS gives every account each month for good
    #[arg(long)]
    pub free_tier: bool,
    /// Show instead what strangers at full rate cost a day
    #[arg(long)]
    pub attack: bool,
    /// With --attack: a throttle of yours, such as "POST /f/{form}=5" requests a second; may be given several times
    #[arg(long, value_name = "ROUTE=N", requires = "attack")]
    pub rate: Vec<String>,
    /// The folder.
    #[command(flatten)]
    pub templates: Templates,
}

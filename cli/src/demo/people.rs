//! The cast: people with names, companies and habits, all from a seed.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// The way somebody treats mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Opens nearly everything and clicks often.
    Keen,
    /// Opens half and clicks at times.
    Curious,
    /// Opens little.
    Busy,
    /// Does not react.
    Silent,
    /// A mail program opens everything for the person (Apple Mail privacy).
    Screened,
    /// A scanner at work opens and clicks everything before the person sees it.
    Scanned,
    /// The address does not exist.
    Gone,
    /// Marks mail as spam.
    Annoyed,
    /// Unsubscribes before long.
    Leaving,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name, family name first.
    pub name: String,
    /// The address.
    pub address: String,
    /// The company.
    pub company: String,
    /// The way the person treats mail.
    pub habit: Habit,
    /// Whether the person agrees to marketing when asked.
    pub agrees: bool,
    /// A customer of last autumn.
    pub customer: bool,
}

const FAMILY: [&str; 30] = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
    "山崎",
    "森",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "山下",
    "中島",
    "石井",
    "小川",
];
const GIVEN: [&str; 20] = [
    "美咲",
    "大輔",
    "陽子",
    "健太",
    "直樹",
    "由美",
    "翔太",
    "恵子",
    "拓也",
    "真由美",
    "誠",
    "智子",
    "和也",
    "愛",
    "浩",
    "久美子",
    "亮",
    "麻衣",
    "学",
    "裕子",
];
const TRADES: [&str; 12] =
    ["物産", "製作所", "商会", "電機", "食品", "工業", "薬品", "運輸", "印刷", "金物店", "木材", "農園"];
const PLACES: [&str; 12] =
    ["青葉", "桜台", "白浜", "若松", "緑川", "旭", "北斗", "南風", "大和", "千歳", "富士見", "八雲"];

/// People in the month, at least.
const LEADS: usize = 150;
/// Customers of last autumn for every hundred of them.
const CUSTOMERS_PER_HUNDRED: usize = 30;

/// The cast of a seed, of the usual size.
pub fn people(seed: u64) -> Vec<Person> {
    cast(seed, None)
}

/// The cast of a seed with so many people in the month, and customers of last autumn beside them.
pub fn cast(seed: u64, leads: Option<usize>) -> Vec<Person> {
    let mut random = StdRng::seed_from_u64(seed ^ 0x5eed_ca57);
    let usual = LEADS + random.random_range(0..40);
    let customers = leads.unwrap_or(LEADS) * CUSTOMERS_PER_HUNDRED / 100;
    let leads = leads.unwrap_or(usual);
    (0..leads + customers).map(|number| person(number, number >= leads, &mut random)).collect()
}

fn person(number: usize, customer: bool, random: &mut StdRng) -> Person {
    let pick = |from: &[&str], random: &mut StdRng| {
        from.choose(random).map_or_else(String::new, |text| (*text).to_owned())
    };
    let name = format!("{} {}", pick(&FAMILY, random), pick(&GIVEN, random));
    let company = format!("{}{}株式会社", pick(&PLACES, random), pick(&TRADES, random));
    let habit = match random.random_range(0..100) {
        0..=13 => Habit::Keen,
        14..=39 => Habit::Curious,
        40..=62 => Habit::Busy,
        63..=80 => Habit::Silent,
        81..=87 => Habit::Screened,
        88..=91 => Habit::Scanned,
        92..=93 => Habit::Gone,
        94..=95 => Habit::Annoyed,
        _ => Habit::Leaving,
    };
    let agrees = customer || random.random_bool(0.8);
    let mark: u32 = random.random_range(0x1000..0xffff);
    Person {
        name,
        address: format!("person-{number}-{mark:x}@example.net"),
        company,
        habit,
        agrees,
        customer,
    }
}

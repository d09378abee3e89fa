//! The number of each, and their posts one after the other.

use super::super::arguments::Size;
use super::super::company::{CATALOG, CONTACT, TRIAL};
use super::super::people::{self, FLOODED, ONE_CALLER, ONE_NETWORK, PRESSES};
use super::{Post, Shape, Who};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// The number of each.
struct Counts {
    known: u32,
    refusers: u32,
    /// Posts in the name of each of them.
    in_each_name: u32,
    mailboxes: u32,
    spellings: u32,
    flooding: u32,
    pressing: u32,
    spreading: u32,
    honest: u32,
    honest_in_the_middle: u32,
}

impl Counts {
    fn of(size: Size) -> Self {
        match size {
            Size::Usual => Self {
                known: 25,
                refusers: 25,
                in_each_name: 20,
                mailboxes: 8,
                spellings: 40,
                flooding: 400,
                pressing: 500,
                spreading: 1_200,
                honest: 100,
                honest_in_the_middle: 24,
            },
            Size::Small => Self {
                known: 12,
                refusers: 12,
                in_each_name: 14,
                mailboxes: 4,
                spellings: 20,
                flooding: 180,
                pressing: 180,
                spreading: 400,
                honest: 50,
                honest_in_the_middle: 12,
            },
        }
    }
}

const FORMS: [&str; 3] = [CATALOG, CONTACT, TRIAL];
const SHAPES: [Shape; 3] = [Shape::Urlencoded, Shape::Json, Shape::Multipart];

/// The posts of a plan, and who refuses.
pub(super) fn posts(seed: u64, size: Size) -> (Vec<Post>, Vec<String>) {
    let counts = Counts::of(size);
    let mut maker = Maker { chance: StdRng::seed_from_u64(seed), posts: Vec::new(), turn: 0 };
    let refusers: Vec<String> = (0..counts.refusers).map(people::refuser).collect();
    let known: Vec<String> = (0..counts.known).map(people::known).collect();
    for address in known.iter().chain(&refusers) {
        maker.owner(address);
    }
    for address in known.iter().chain(&refusers) {
        (0..counts.in_each_name).for_each(|number| maker.in_the_name_of(address, number));
    }
    for mailbox in 0..counts.mailboxes {
        (0..counts.spellings).for_each(|spelling| maker.bomb(mailbox, spelling));
    }
    (0..counts.flooding).for_each(|number| maker.flood(number));
    (0..counts.pressing).for_each(|number| maker.press(number));
    (0..counts.spreading).for_each(|number| maker.spread(number));
    (0..counts.honest).for_each(|number| maker.honest(number));
    (0..counts.honest_in_the_middle).for_each(|number| maker.honest_in_the_middle(number));
    (maker.posts, refusers)
}

struct Maker {
    chance: StdRng,
    posts: Vec<Post>,
    /// The number of posts that the many callers have sent: each of them comes before one comes again.
    turn: u32,
}

impl Maker {
    fn push(&mut self, who: Who, form: &'static str, caller: String, address: &str, mailbox: &str) {
        let number = self.posts.len();
        let word = if who.is_honest() { people::own_word(number) } else { people::strange_word(number) };
        let at = (who != Who::Owner).then(|| self.chance.random_range(0.0..1.0));
        let shape = SHAPES.choose(&mut self.chance).copied().unwrap_or(Shape::Urlencoded);
        // A person who posts for others says that he comes from elsewhere, too.
        let forged = (!who.is_honest() && self.chance.random_ratio(1, 2))
            .then(|| people::one_of_many(&mut self.chance));
        let agree = ["yes", "on", "はい"].choose(&mut self.chance).copied();
        self.posts.push(Post {
            who,
            at,
            form,
            shape,
            caller,
            forged,
            address: address.to_owned(),
            mailbox: mailbox.to_owned(),
            word,
            agree,
        });
    }

    fn many(&mut self) -> String {
        self.turn += 1;
        people::many(self.turn % people::CALLERS)
    }

    fn any_form(&mut self) -> &'static str {
        FORMS.choose(&mut self.chance).copied().unwrap_or(CATALOG)
    }

    fn owner(&mut self, address: &str) {
        let number = u32::try_from(self.posts.len()).unwrap_or(u32::MAX);
        self.push(Who::Owner, CONTACT, people::honest_caller(number), address, address);
    }

    /// By turns from the one caller and from the many.
    fn in_the_name_of(&mut self, address: &str, number: u32) {
        let caller = if number.is_multiple_of(2) { ONE_CALLER.to_owned() } else { self.many() };
        let (form, spelled) = (self.any_form(), people::spelled(address, &mut self.chance));
        self.push(Who::InAnothersName, form, caller, &spelled, address);
    }

    fn bomb(&mut self, mailbox: u32, spelling: u32) {
        let (form, caller) = (self.any_form(), self.many());
        let address = people::bombed(mailbox, spelling);
        self.push(Who::Bomber, form, caller, &address, &format!("bombed {mailbox}"));
    }

    /// By turns from the many and from one network of IPv6.
    fn flood(&mut self, number: u32) {
        let caller =
            if number.is_multiple_of(2) { format!("{ONE_NETWORK}::{number:x}") } else { self.many() };
        let form = if number.is_multiple_of(3) { TRIAL } else { CATALOG };
        let address = format!("staff{number}@{FLOODED}");
        self.push(Who::Flooder, form, caller, &address, &address);
    }

    fn press(&mut self, number: u32) {
        let caller = self.many();
        // Few post elsewhere, too.
        let form = if number % 20 == 19 { TRIAL } else { CATALOG };
        let address = format!("own{number}@of{}.{PRESSES}", number % 50);
        self.push(Who::Presser, form, caller, &address, &address);
    }

    fn spread(&mut self, number: u32) {
        let (caller, address) = (self.many(), format!("spread{number}@many{}.example.jp", number % 400));
        self.push(Who::Spreader, CATALOG, caller, &address, &address);
    }

    fn honest(&mut self, number: u32) {
        let form = if number.is_multiple_of(2) { CONTACT } else { TRIAL };
        let address = people::honest(number);
        self.push(Who::Honest, form, people::honest_caller(number), &address, &address);
    }

    fn honest_in_the_middle(&mut self, number: u32) {
        let number = 10_000 + number;
        let (form, address) = if number.is_multiple_of(2) {
            (CATALOG, people::honest(number))
        } else {
            (CONTACT, format!("honest{number}@{FLOODED}"))
        };
        self.push(Who::HonestInTheMiddle, form, people::honest_caller(number), &address, &address);
    }
}

//! Futures behind a pointer. The compiler makes the code of an `async fn` anew in each crate that awaits it, with all that stands
//! below; a function that returns a [`Boxed`] future has it made once, in its own crate.

use std::pin::Pin;

/// A future whose code is compiled where it is made.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The same for one thread.
pub type LocalBoxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

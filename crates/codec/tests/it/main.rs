//! What clients send and what they read back.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod hostile_params;
#[cfg(test)]
mod params;
#[cfg(test)]
mod php;
#[cfg(test)]
mod read_back;
#[cfg(test)]
mod tree;

// Package desk is the officer's work at the counter as a state machine, without
// any screen: events in, a [State] out.
//
// [Counter] is the work itself: it judges a reading, confirms a judgement and
// writes both down. A program without a window uses it alone. [Desk] is the
// counter screen's behaviour over it.
//
// # The card
//
// One card is on the screen at a time, and it is the officer's: no reading ever
// takes it away.
//
//   - A phone that is read while a verdict stands waits as "next" (one place; of
//     several the newest, because that phone is the one that is still held up).
//     It is judged by the time at which it was read: who waited in front of the
//     counter is not told that the code has expired since.
//   - Every verdict, good or not, goes only by an act of the officer: Enter
//     (where it may be confirmed) or Esc. A refusal that vanished because the
//     next citizen already held up a phone would have been explained to nobody.
//   - A card that was confirmed has done its work. It stands for [Options].Dwell
//     at least, so that "safe on this laptop" can be seen, and then gives way to
//     the next phone by itself. A queue of two hundred therefore costs one key
//     press a citizen, and the key is the same for all whom nothing stops.
//   - Enter in the first instants of a card ([Options].MinLook) is the echo of
//     the press before: nobody has read the card yet. It does nothing.
//   - A card that was put away may be read again: the scanner forgets its text.
//     Only a phone that has not moved ([Options].Again) does not bring the card
//     back at once.
//   - Where another code was in the same picture the card says so, and a key takes
//     that one instead, until the card is confirmed. Only an IKD code that has led
//     to nothing here is offered. Both ways the card is put away and accounted for.
//   - The text of the card on the screen is not read again. When the phone in
//     front of a confirmed card has meanwhile made itself a new code, that is the
//     same citizen and the card stays.
//
// # After Enter
//
// [Saved] is shown when the ledger's transaction has been committed, not before.
// Where the commit fails the card stays with its trouble ([Failed]), nothing is
// half done, and Enter tries again with the same activation's ID, so that a
// commit which did happen but was not acknowledged is found and not doubled.
// The registry's word comes later, as an event, whether online or not.
//
// # Threads
//
// [Desk.Run] is the one goroutine that owns the state. Event methods never
// block: they put the event into an inbox whose size is bounded, because a later
// event of a sort that only its newest matters of replaces the earlier one.
// Everything that may wait (ledger, cache, registry) is done by goroutines that
// Run starts, waits for, and is told of through the same inbox.
package desk

// Package admission is the registry's admission control: which connections are
// kept and which calls are worked on, so that nobody keeps the others from being
// answered by being slow, large or many.
//
// A call takes a place only once its body is here, and gives it back when its
// answer is ready, before that is sent: a caller that is slow at either end holds
// its own connection and nothing that others need. Calls of enrolled stations and
// calls that anybody may make have places of their own. Each station, each address
// and each connection has bounds of its own as well, see [Limits].
//
// A connection counts for its address until a call on it shows the certificate of
// a station; from then on it counts for the station. Where there are too many of
// an address, or in all, the oldest goes: whoever has just come gets to show who
// it is.
package admission

package runtime

// Megabytes is about what so many people take, at least 1 where there are any.
func Megabytes(people int) int { return (people*diskPerPerson + 999_999) / 1_000_000 }

// diskPerPerson is what a person takes on this laptop, name index included:
// docs/store.md.
const diskPerPerson = 185

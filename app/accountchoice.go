package app

import (
	"slices"

	"ikd/station/app/pages"
)

// accountChoice is the choice between the officers who may sign in.
type accountChoice struct {
	accounts []pages.Account
	chosen   int // of them
}

// list takes the accounts that may sign in, and keeps the choice: the one that
// was chosen before, unless another is named.
func (c *accountChoice) list(accounts []pages.Account, choose string) {
	if choose == "" && c.chosen < len(c.accounts) {
		choose = c.accounts[c.chosen].Name
	}
	c.accounts = slices.DeleteFunc(slices.Clone(accounts), func(a pages.Account) bool { return a.Disabled })
	named := func(a pages.Account) bool { return a.Name == choose }
	c.chosen = max(0, slices.IndexFunc(c.accounts, named))
}

// first reports whether this is the first start: nobody may sign in yet.
func (c *accountChoice) first() bool { return len(c.accounts) == 0 }

// officer is the chosen account.
func (c *accountChoice) officer() pages.Account { return c.accounts[c.chosen] }

// move goes some officers on, from the last to the first.
func (c *accountChoice) move(by int) {
	c.chosen = (c.chosen + by + len(c.accounts)) % len(c.accounts)
}

package registry

import (
	"errors"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// errOtherQuestion is the cause of a bad-reply where a page is sealed and is the
// answer to something else.
var errOtherQuestion = errors.New("the page is of another question")

// sealed judges the seal of what came by the authorities that are pinned. TLS
// says who sent it; the seal says who made it, which is what the station relies
// on, whatever is between the register and its server. It fails with bad-reply.
func (c *Client) sealed(op string, m wire.Sealed) error {
	p, err := c.pin.Load(), error(wire.ErrForeignSeal)
	for _, authority := range p.authorities {
		if err = wire.Verify(m, authority, p.at()); !errors.Is(err, wire.ErrForeignSeal) {
			break
		}
	}
	if err != nil {
		return badReply(op, err)
	}
	return nil
}

// pageAnswers judges a page as the answer to a question.
func pageAnswers(c *Client, op string, after siak.Cursor, m *pb.ListChangesResponse) error {
	if err := c.sealed(op, m); err != nil {
		return err
	}
	if m.GetFrom() == nil || wire.ToCursor(m.GetFrom()) != after {
		return badReply(op, errOtherQuestion)
	}
	return nil
}

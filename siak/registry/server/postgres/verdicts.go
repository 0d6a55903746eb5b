package postgres

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// AddVerdicts gives a station verdicts, with the next numbers of the station's
// row: its lock lasts until the transaction ends, so no reader sees a number
// before a smaller one. They are refused for a station that is not there.
func (t verdictsTx) AddVerdicts(station string, at time.Time, vs ...siak.Verdict) error {
	ids, states, reasons := make([][]byte, len(vs)), make([]string, len(vs)), make([]string, len(vs))
	for i, v := range vs {
		ids[i], states[i], reasons[i] = v.ID[:], string(v.State), string(v.Reason)
	}
	t.later(`UPDATE stations SET verdicts = verdicts + $2 WHERE id = $1`, station, len(vs))
	t.later(`INSERT INTO verdicts (station, seq, activation, state, reason, given)
		SELECT $1, (SELECT verdicts FROM stations WHERE id = $1) - $2 + v.n, v.activation, v.state, v.reason, $3
		FROM unnest($4::bytea[], $5::text[], $6::text[]) WITH ORDINALITY v (activation, state, reason, n)`,
		station, len(vs), at, ids, states, reasons)
	return nil
}

// SkipVerdicts leaves out so many sequences of every station.
func (t verdictsTx) SkipVerdicts(n int) error {
	t.later(`UPDATE stations SET verdicts = verdicts + $1`, n)
	return t.flush()
}

// ListVerdicts are a station's after a sequence, in order.
func (t verdictsTx) ListVerdicts(station string, after uint64, limit int) ([]siak.Verdict, error) {
	return list(t.conn, func(scan func(...any) error) (v siak.Verdict, err error) {
		var id []byte
		err = scan(&v.Seq, &id, &v.State, &v.Reason)
		copy(v.ID[:], id)
		return v, err
	}, `SELECT seq, activation, state, reason FROM verdicts WHERE station = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
		station, atMost(after), limit)
}

// AddMail adds a mail.
func (t mailsTx) AddMail(id siak.ActivationID, m server.Mail) error {
	t.later(`INSERT INTO mails (activation, registration, recipient, code, sent, used) VALUES ($1, $2, $3, $4, $5, $6)`,
		id[:], m.RegistrationID, m.To, m.Code, m.Sent, m.Used)
	return nil
}

// UseMail says that the code of an activation was typed in.
func (t mailsTx) UseMail(id siak.ActivationID) error {
	t.later(`UPDATE mails SET used = true WHERE activation = $1`, id[:])
	return nil
}

// ListMail gives those after a sequence, oldest first.
func (t mailsTx) ListMail(after uint64, limit int) ([]server.Mail, error) {
	return list(t.conn, scanMail, `SELECT `+mailColumns+` FROM mails WHERE seq > $1 ORDER BY seq LIMIT $2`, atMost(after), limit)
}

const mailColumns = `seq, registration, recipient, code, sent, used`

func scanMail(scan func(...any) error) (m server.Mail, err error) {
	err = scan(&m.Seq, &m.RegistrationID, &m.To, &m.Code, &m.Sent, &m.Used)
	m.Sent = m.Sent.UTC()
	return m, err
}

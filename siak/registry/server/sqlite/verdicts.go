package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// AddVerdicts gives a station verdicts. The sequence rises over all stations, so
// one station sees gaps.
func (t verdictsTx) AddVerdicts(station string, at time.Time, vs ...siak.Verdict) error {
	for _, v := range vs {
		err := t.exec(`INSERT INTO verdicts (station, activation, state, reason, given) VALUES (?, ?, ?, ?, ?)`,
			station, v.ID[:], v.State, v.Reason, nanos(at))
		if err != nil {
			return err
		}
	}
	return nil
}

// SkipVerdicts leaves out so many sequences.
func (t verdictsTx) SkipVerdicts(n int) error {
	found, err := t.touched(`UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'verdicts'`, n)
	if err != nil || found {
		return err
	}
	return t.exec(`INSERT INTO sqlite_sequence (name, seq) VALUES ('verdicts', ?)`, n)
}

// ListVerdicts are a station's after a sequence, in order.
func (t verdictsTx) ListVerdicts(station string, after uint64, limit int) ([]siak.Verdict, error) {
	return list(t.conn, func(scan func(...any) error) (v siak.Verdict, err error) {
		var id []byte
		err = scan(&v.Seq, &id, &v.State, &v.Reason)
		copy(v.ID[:], id)
		return v, err
	}, `SELECT seq, activation, state, reason FROM verdicts WHERE station = ? AND seq > ? ORDER BY seq LIMIT ?`,
		station, atMost(after), limit)
}

// AddMail adds a mail.
func (t mailsTx) AddMail(id siak.ActivationID, m server.Mail) error {
	return t.exec(`INSERT INTO mails (activation, registration, recipient, code, sent, used) VALUES (?, ?, ?, ?, ?, ?)`,
		id[:], m.RegistrationID, m.To, m.Code, nanos(m.Sent), m.Used)
}

// UseMail says that the code of an activation was typed in.
func (t mailsTx) UseMail(id siak.ActivationID) error {
	return t.exec(`UPDATE mails SET used = 1 WHERE activation = ?`, id[:])
}

// ListMail gives those after a sequence, oldest first.
func (t mailsTx) ListMail(after uint64, limit int) ([]server.Mail, error) {
	return list(t.conn, scanMail, `SELECT `+mailColumns+` FROM mails WHERE seq > ? ORDER BY seq LIMIT ?`, atMost(after), limit)
}

const mailColumns = `seq, registration, recipient, code, sent, used`

func scanMail(scan func(...any) error) (m server.Mail, err error) {
	var sent int64
	err = scan(&m.Seq, &m.RegistrationID, &m.To, &m.Code, &sent, &m.Used)
	m.Sent = fromNanos(sent)
	return m, err
}

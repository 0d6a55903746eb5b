package ledger

// ledgerBinding binds wraps to the laptop, and knows the supervisor's way in without
// it: a key pair to which the data keys are handed as to an officer, under a recovery
// code. There are two where a new code was made and not noted yet.
const ledgerBinding = `
ALTER TABLE officers ADD COLUMN binding TEXT NOT NULL DEFAULT '' CHECK (binding IN ('', 'keyring', 'tpm'));
ALTER TABLE officers ADD COLUMN blob BLOB;  -- the half that the TPM sealed

CREATE TABLE recovery_keys (
	id      INTEGER PRIMARY KEY,
	public  BLOB NOT NULL,              -- to which data keys are sealed
	wrapped BLOB NOT NULL,              -- the private key, under the code
	card    BLOB NOT NULL,              -- the public key, sealed with the data key
	made    INTEGER NOT NULL,
	noted   INTEGER NOT NULL DEFAULT 0, -- when somebody said that the code was written down, 0: not yet
	used    INTEGER NOT NULL DEFAULT 0  -- when the code opened the folder
)`

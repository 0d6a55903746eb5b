package runtime

// Areas is where areas are chosen, for a station that is open.
func (st *Station) Areas() Areas {
	return Areas{Store: st.Store, Client: st.Client, Identity: st.Identity}
}

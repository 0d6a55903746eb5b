//go:build cgo

// Which cameras there are.

#include "mf_internal.h"

mf_result mf_list_make(mf_list **list) {
	IMFAttributes *what = NULL;
	*list = calloc(1, sizeof **list);
	if (!*list) return E_OUTOFMEMORY;
	HRESULT h = mf.attributes(&what, 1);
	if (SUCCEEDED(h))
		h = IMFAttributes_SetGUID(what, &MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE,
			&MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE_VIDCAP_GUID);
	if (SUCCEEDED(h)) h = mf.devices(what, &(*list)->devices, &(*list)->length);
	if (what) IMFAttributes_Release(what);
	if (FAILED(h)) {
		(*list)->length = 0;
		mf_list_free(*list);
		*list = NULL;
	}
	return h;
}

void mf_list_free(mf_list *list) {
	for (UINT32 i = 0; i < list->length; i++) IMFActivate_Release(list->devices[i]);
	CoTaskMemFree(list->devices);
	free(list);
}

uint32_t mf_list_length(const mf_list *list) { return list->length; }

mf_result mf_list_names(const mf_list *list, uint32_t i, uint16_t **id, uint16_t **name) {
	UINT32 length;
	*id = *name = NULL;
	// A camera without a name can still be opened: by its link, or as the first.
	IMFActivate_GetAllocatedString(list->devices[i], &MF_DEVSOURCE_ATTRIBUTE_FRIENDLY_NAME, (WCHAR **)name, &length);
	return IMFActivate_GetAllocatedString(list->devices[i],
		&MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE_VIDCAP_SYMBOLIC_LINK, (WCHAR **)id, &length);
}

void mf_text_free(uint16_t *text) { CoTaskMemFree(text); }

// The side of Windows, in plain C. Everything is called on one thread, between
// mf_begin and mf_end; results are HRESULTs.
#ifndef STATION_MF_H
#define STATION_MF_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t mf_result;

// mf_begin readies COM for this thread and Media Foundation for the process.
// com tells mf_end whether COM has to be let go of.
mf_result mf_begin(int32_t *com);
void mf_end(int32_t com);

// The cameras of the system, as they were when the list was made.
typedef struct mf_list mf_list;
mf_result mf_list_make(mf_list **list);
void mf_list_free(mf_list *list);
uint32_t mf_list_length(const mf_list *list);
// The strings are UTF-16, for mf_text_free; NULL where there is none.
mf_result mf_list_names(const mf_list *list, uint32_t i, uint16_t **id, uint16_t **name);
void mf_text_free(uint16_t *text);

// An open camera. It does not outlive its list.
typedef struct mf_camera mf_camera;
mf_result mf_open(const mf_list *list, uint32_t i, mf_camera **camera);
void mf_close(mf_camera *camera);

typedef struct {
	uint32_t subtype; // first part of the GUID
	uint32_t width, height;
	uint32_t rate, per; // frames in so many seconds
} mf_format;
mf_result mf_format_at(mf_camera *camera, uint32_t i, mf_format *format);
mf_result mf_use(mf_camera *camera, uint32_t i);

typedef struct {
	uint32_t width, height; // in memory
	int32_t x, y, visible_width, visible_height; // 0 where all of it is
	int32_t limited;
} mf_picture;
mf_result mf_picture_now(mf_camera *camera, mf_picture *picture);

// mf_ask asks for a sample, mf_wait waits for it: 0 where none came in time.
typedef struct {
	mf_result result;
	uint32_t flags;
	int32_t sample;
} mf_answer;
mf_result mf_ask(mf_camera *camera);
int mf_wait(mf_camera *camera, uint32_t milliseconds, mf_answer *answer);

// The memory of the sample that mf_wait brought, until mf_unlock.
typedef struct {
	uint8_t *start;
	uint32_t length;
	int64_t top; // offset of the topmost row
	int32_t pitch;
} mf_memory;
mf_result mf_lock(mf_camera *camera, mf_memory *memory);
void mf_unlock(mf_camera *camera);

#endif

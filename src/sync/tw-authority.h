/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's half of sync, without HTTP: takes mutations, merges, and gives out what a caller may see. The server's routes and
 * the simulator call the same functions. Thread-safe; each call is complete in itself (nothing is kept between requests). */
#pragma once

#include "tw-access.h"
#include "tw-peers.h"
#include "tw-wire.h"

G_BEGIN_DECLS

typedef struct _TwAuthority TwAuthority;

/* secret: authenticates cursors, at least 32 bytes, the same for all processes of a site. */
TwAuthority *tw_authority_new   (TwStore *store, TwAccessCache *access, GBytes *secret, GError **error);
void         tw_authority_free  (TwAuthority *authority);

/* version: of the schema that a client has, "1+42"; FALSE with TW_AUTHORITY_ERROR_VERSION when its program is newer than the server's. */
gboolean          tw_authority_check_version (TwAuthority *authority, const char *version, GError **error);
/* person: whose device it is, as it says with what it asks for (nullable). FALSE with TW_AUTHORITY_ERROR_DENIED when it is not user. */
gboolean          tw_authority_check_person (const TwId *user, const char *person, GError **error);
/* user: signed in; the client must be his. received_at: the server's clock. Errors are of the request as a whole (nothing was
 * taken): epoch, fork, gap and schema come as answer->problem. */
TwWirePushAnswer *tw_authority_push (TwAuthority *authority, const TwId *user, TwWirePush *push, TwInstant received_at, GError **error);

/* What changed since the cursor. cursor NULL: TW_AUTHORITY_ERROR_RESYNC, as for one of another epoch or a foreign one. */
TwWirePage  *tw_authority_pull     (TwAuthority *authority, const TwId *user, const char *cursor, const char *have, guint limit, GError **error);
/* Whether 204 is answer enough; seq: as the client said it, nullable. */
gboolean     tw_authority_is_known (const TwWirePage *page, const char *seq);
/* First load. part: "start" (definitions, settings, people, and what other records are made of), "today" (own open work, ±30 days), or
 * an entity's key; after: next of the page before, NULL for the first. The cursor of the load's first page is the one to pull from
 * when all of it is there. */
TwWirePage  *tw_authority_snapshot (TwAuthority *authority, const TwId *user, const char *part, const char *after, guint limit, GError **error);
/* (entity, count, checksum) of all the user sees, at one seq, as JSON; "": the device is at another seq than the server. */
char        *tw_authority_sum      (TwAuthority *authority, const TwId *user, const char *seq, GError **error);

/* --- Files --- */
typedef enum { TW_AUTHORITY_FILE_NONE, TW_AUTHORITY_FILE_AWAITED, TW_AUTHORITY_FILE_HERE } TwAuthorityFile;

void     tw_authority_set_max_file  (TwAuthority *authority, gint64 bytes);     /* 1 GB without */
/* NONE: no record that the user can see names it, or @error. AWAITED: it did not come yet; device (nullable) has it. */
TwAuthorityFile tw_authority_find_file (TwAuthority *authority, const TwId *user, const char *hash, gint64 *size, char **device, GError **error);
char    *tw_authority_dup_file_path (TwAuthority *authority, const char *hash);
gint64   tw_authority_get_upload    (TwAuthority *authority, const TwId *user, const char *hash);
gboolean tw_authority_add_piece     (TwAuthority *authority, const TwId *user, const char *hash, gint64 offset, GBytes *piece, gint64 size,
                                     gint64 *length, gboolean *came, GError **error);

#define TW_AUTHORITY_ERROR (tw_authority_error_quark ())
GQuark tw_authority_error_quark (void);
typedef enum { TW_AUTHORITY_ERROR_RESYNC, TW_AUTHORITY_ERROR_DENIED, TW_AUTHORITY_ERROR_INVALID,
               TW_AUTHORITY_ERROR_TOO_LARGE, TW_AUTHORITY_ERROR_BUSY, TW_AUTHORITY_ERROR_VERSION } TwAuthorityError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAuthority, tw_authority_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what: one answer for REST, sync, search, export and the desktop. A TwAccess is the rights of one caller at one
 * moment, made from the records of user, role, team and territory; immutable, may cross threads. Deny is the default.
 *
 * A user has the union of what his roles give. A role gives rights by entity ("permissions"), a scope of rows ("record_scope":
 * own, team, territory, all), a condition on rows by entity ("row_rules"), and rules for fields ("field_rules": hidden or read).
 * Entities without an owner follow the record that they belong to, its scope and its rules for rows (a quote line its quote); those that belong to nobody
 * (products, stages, settings …) are readable by all signed-in users; what is a person's own and in no group (saved views, follows) is his,
 * and what he shares (the schema's "shared", or "shared_with" some) is read by all (or those) who read such things. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct _TwAccess TwAccess;

typedef enum
{
  TW_RIGHT_READ, TW_RIGHT_CREATE, TW_RIGHT_CHANGE, TW_RIGHT_DELETE, TW_RIGHT_EXPORT, TW_RIGHT_ADMINISTER, TW_N_RIGHTS
} TwRight;

typedef enum { TW_FIELD_HIDDEN, TW_FIELD_READ, TW_FIELD_EDIT } TwFieldRight;

/* scopes: of an API key, "deals:read", "contacts:*", "*:read"; NULL: all that the user may. NOT_FOUND when the user is unknown or inactive. */
TwAccess *tw_access_new      (TwStore *store, const TwId *user, const char *const *scopes, GError **error);
/* Everything allowed: a workspace without a server, and the server's own work. */
TwAccess *tw_access_new_all  (TwStore *store);
TwAccess *tw_access_ref      (TwAccess *access);
void      tw_access_unref    (TwAccess *access);
const TwId *tw_access_get_user (TwAccess *access);
gboolean  tw_access_is_administrator (TwAccess *access);

/* On at least some rows. */
gboolean  tw_access_may      (TwAccess *access, TwRight right, const TwEntity *entity);
/* The condition that rows must meet, as text of an expression; NULL: every row. Never called when tw_access_may() is FALSE. */
char     *tw_access_dup_where (TwAccess *access, TwRight right, const TwEntity *entity);
/* The query narrowed to what the caller may read; its condition may not name hidden fields either (TW_ACCESS_ERROR_DENIED). */
TwQuery  *tw_access_query    (TwAccess *access, TwQuery *query, GError **error);
/* Whether the answer of an expression on a record may be told (TW_ACCESS_ERROR_DENIED); expr nullable. */
gboolean  tw_access_check_expr (TwAccess *access, const TwEntity *entity, TwExprBound *expr, GError **error);
gboolean  tw_access_may_row  (TwAccess *access, TwRight right, TwRecord *record);
/* The answer of tw_access_may_row() is the same for every record of the entity, and need not be asked with one. */
gboolean  tw_access_is_even  (TwAccess *access, TwRight right, const TwEntity *entity);
TwFieldRight tw_access_field (TwAccess *access, const TwField *field);
/* Whether the name of a record that a link leads to may be told. Blocks for a small read where rows have rules. */
gboolean  tw_access_may_name (TwAccess *access, guint entity_number, const TwId *id);
/* Before a write: every changed field is his to edit, the row was his before it, and meets the rules for rows after it. */
gboolean  tw_access_check_edit (TwAccess *access, TwRecord *record, GError **error);
/* Whether who works here may take such records out: into files, onto paper and the clipboard (TW_ACCESS_ERROR_DENIED). */
gboolean  tw_access_check_export (TwStore *store, const TwEntity *entity, GError **error);
/* Differs whenever the set of visible rows or fields may differ for other reasons than a change of the rows themselves. */
guint64   tw_access_hash     (TwAccess *access);
/* The same for one entity: which entities a change of rights concerns. */
guint64   tw_access_hash_entity (TwAccess *access, const TwEntity *entity);
/* Whether rows of the entity may become visible or invisible by changes of other records (a company's owner for its contacts). */
gboolean  tw_access_reads_others (TwAccess *access, const TwEntity *entity);

/* Whose work a user sees as his team's, himself included. (element-type TwId) */
GArray   *tw_access_list_team (TwStore *store, const TwId *user, GError **error);
/* The condition of the records that are the store's user's own, everybody's, or shared with him. */
char     *tw_access_dup_shared_where (TwStore *store, const TwEntity *entity);

/* Keeps the TwAccess of callers until a commit touches user, role, team or territory. Thread-safe. */
typedef struct _TwAccessCache TwAccessCache;
TwAccessCache *tw_access_cache_new  (TwStore *store);
void           tw_access_cache_free (TwAccessCache *cache);
TwAccess      *tw_access_cache_get  (TwAccessCache *cache, const TwId *user, const char *const *scopes, GError **error);

#define TW_ACCESS_ERROR (tw_access_error_quark ())
GQuark tw_access_error_quark (void);
typedef enum { TW_ACCESS_ERROR_DENIED, TW_ACCESS_ERROR_NOT_FOUND, TW_ACCESS_ERROR_INVALID } TwAccessError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAccess, tw_access_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAccessCache, tw_access_cache_free)

G_END_DECLS

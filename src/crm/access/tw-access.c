/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-access-private.h"

static guint
get_index (TwAccess *access, const TwEntity *entity)
{
  gpointer index;

  return g_hash_table_lookup_extended (access->indexes, GUINT_TO_POINTER (entity->number), NULL, &index) ? GPOINTER_TO_UINT (index)
                                                                                                        : G_MAXUINT;
}

/* NULL: of an entity that this snapshot does not know. */
static TwEntityAccess *
get_own (TwAccess *access, const TwEntity *entity)
{
  guint index = get_index (access, entity);

  return index == G_MAXUINT ? NULL : &access->entities[index];
}

static TwAccess *
access_new (TwStore *store)
{
  TwAccess *access = g_new0 (TwAccess, 1);

  g_atomic_ref_count_init (&access->ref_count);
  access->store = g_object_ref (store);
  access->schema = tw_store_ref_schema (store);
  access->indexes = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < tw_schema_get_n_entities (access->schema); i++)
    g_hash_table_insert (access->indexes, GUINT_TO_POINTER (tw_schema_get_entity_at (access->schema, i)->number), GUINT_TO_POINTER (i));
  return access;
}

/**
 * tw_access_new:
 * @store: a store
 * @user: a user's record
 * @scopes: (nullable): of an API key, such as "deals:read", "contacts:*", "*:read"
 * @error: %TW_ACCESS_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): what @user may do, as roles and teams are now
 */
TwAccess *
tw_access_new (TwStore *store, const TwId *user, const char *const *scopes, GError **error)
{
  TwAccess *access = access_new (store);

  access->user = *user;
  access->scopes = g_strdupv ((char **) scopes);
  access->people = tw_people_new (store, access->schema, user, error);
  if (access->people == NULL)
    {
      tw_access_unref (access);
      return NULL;
    }
  for (guint i = 0; i < access->people->roles->len; i++)
    access->administrator |= tw_role_is_administrator (g_ptr_array_index (access->people->roles, i));
  access->entities = g_new0 (TwEntityAccess, tw_schema_get_n_entities (access->schema));
  access->hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (guint i = 0; i < tw_schema_get_n_entities (access->schema); i++)
    tw_entity_access_build (access, tw_schema_get_entity_at (access->schema, i), &access->entities[i]);
  for (guint i = 0; i < tw_schema_get_n_entities (access->schema); i++)
    {
      tw_entity_access_finish (access, tw_schema_get_entity_at (access->schema, i), &access->entities[i]);
      access->hash = (access->hash ^ access->entities[i].hash) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return access;
}

/**
 * tw_access_new_all:
 * @store: a store
 *
 * Returns: (transfer full): everything is allowed: a workspace without a server, and the server's own work
 */
TwAccess *
tw_access_new_all (TwStore *store)
{
  TwAccess *access = access_new (store);

  access->all = access->administrator = TRUE;
  return access;
}

TwAccess *
tw_access_ref (TwAccess *access)
{
  g_atomic_ref_count_inc (&access->ref_count);
  return access;
}

void
tw_access_unref (TwAccess *access)
{
  if (access == NULL || !g_atomic_ref_count_dec (&access->ref_count))
    return;
  for (guint i = 0; access->entities != NULL && i < tw_schema_get_n_entities (access->schema); i++)
    tw_entity_access_clear (&access->entities[i]);
  g_free (access->entities);
  tw_people_free (access->people);
  g_strfreev (access->scopes);
  g_hash_table_unref (access->indexes);
  tw_schema_unref (access->schema);
  g_object_unref (access->store);
  g_free (access);
}

const TwId *
tw_access_get_user (TwAccess *access)
{
  return &access->user;
}

/**
 * tw_access_is_administrator:
 * @access: rights
 *
 * Returns: whether the caller may do everything; an administrator's key only when it was made for everything ("*:*")
 */
gboolean
tw_access_is_administrator (TwAccess *access)
{
  return access->administrator && (access->scopes == NULL || g_strv_contains ((const char *const *) access->scopes, "*:*"));
}

/**
 * tw_access_may:
 * @access: rights
 * @right: what for
 * @entity: of which kind of record
 *
 * Returns: whether there may be rows on which it is allowed
 */
gboolean
tw_access_may (TwAccess *access, TwRight right, const TwEntity *entity)
{
  TwEntityAccess *own;

  if (access->all)
    return TRUE;
  own = get_own (access, entity);
  return own != NULL && (own->rights & (1u << right));
}

/**
 * tw_access_dup_where:
 * @access: rights
 * @right: what for; tw_access_may() is true of it
 * @entity: of which kind of record
 *
 * Returns: (transfer full) (nullable): the condition that rows must meet, as text; %NULL: every row
 */
char *
tw_access_dup_where (TwAccess *access, TwRight right, const TwEntity *entity)
{
  TwEntityAccess *own = access->all ? NULL : get_own (access, entity);

  return own != NULL ? g_strdup (own->where[right]) : NULL;
}

static gboolean
deny_field (const TwField *field, GError **error)
{
  g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not use the field “%s” here."), field->key);
  return FALSE;
}

/**
 * tw_access_check_expr:
 * @access: rights
 * @entity: whose records it is about
 * @expr: (nullable): an expression
 * @error: %TW_ACCESS_ERROR_DENIED
 *
 * An answer about what one may not see would tell it all the same: a hidden field, and a record of another kind that is reached by a link
 * or counted, of which he sees some only.
 *
 * Returns: whether the caller may have its answer
 */
gboolean
tw_access_check_expr (TwAccess *access, const TwEntity *entity, TwExprBound *expr, GError **error)
{
  for (guint e = 0; !access->all && expr != NULL && e < tw_schema_get_n_entities (access->schema); e++)
    {
      const TwEntity *other = tw_schema_get_entity_at (access->schema, e);
      const TwEntityAccess *own = &access->entities[e];

      /* The records that are asked for do not count as read by the condition, their fields do. */
      gboolean reached = tw_expr_bound_reads_entity (expr, other);

      if (other->number != entity->number && !reached)
        continue;
      if (!(own->rights & (1u << TW_RIGHT_READ)) || (reached && own->where[TW_RIGHT_READ] != NULL))
        {
          g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not use records of “%s” here."), other->key);
          return FALSE;
        }
      for (guint i = 0; i < other->n_fields; i++)
        if (own->fields[i] == TW_FIELD_HIDDEN && tw_expr_bound_reads_field (expr, other->fields[i]))
          return deny_field (other->fields[i], error);
    }
  return TRUE;
}

static const TwField *
find_hidden_sort (TwAccess *access, TwQuery *query)
{
  for (guint k = 0; k < tw_query_get_n_sort_keys (query); k++)
    if (tw_access_field (access, tw_query_get_sort_key (query, k)->field) == TW_FIELD_HIDDEN)
      return tw_query_get_sort_key (query, k)->field;
  return NULL;
}

/* The order that nobody asked for is left out when it would tell a hidden field; one that was asked for is refused. */
static TwQuery *
check_sort (TwAccess *access, TwQuery *query, GError **error)
{
  const TwField *hidden = find_hidden_sort (access, query);
  const TwEntity *entity = tw_query_get_entity (query);
  g_autofree char *sort = hidden != NULL ? tw_query_print_sort (query) : NULL;

  if (hidden == NULL)
    return tw_query_ref (query);
  if (g_strcmp0 (sort, entity->default_sort) == 0)
    return tw_query_without_sort (query);
  deny_field (hidden, error);
  return NULL;
}

/* Words are looked for in all fields that are searched: that a record has them would tell what a hidden one says. */
static gboolean
check_words (TwAccess *access, TwQuery *query, GError **error)
{
  const TwEntity *entity = tw_query_get_entity (query);

  for (guint i = 0; tw_query_get_text (query) != NULL && i < entity->n_fields; i++)
    if (entity->fields[i]->search > 0 && tw_access_field (access, entity->fields[i]) == TW_FIELD_HIDDEN)
      return deny_field (entity->fields[i], error);
  return TRUE;
}

/**
 * tw_access_query:
 * @access: rights
 * @query: what is asked for
 * @error: %TW_ACCESS_ERROR_DENIED: the entity may not be read, or the condition or order reads a hidden field or records of another
 *   kind of which the caller sees only some, or words are looked for where a field that is searched is hidden
 *
 * Returns: (transfer full) (nullable): @query narrowed to the rows that may be read
 */
TwQuery *
tw_access_query (TwAccess *access, TwQuery *query, GError **error)
{
  const TwEntity *entity = tw_query_get_entity (query);
  g_autoptr (TwQuery) sorted = NULL;
  g_autofree char *where = NULL;

  if (access->all)
    return tw_query_ref (query);
  if (!tw_access_may (access, TW_RIGHT_READ, entity))
    {
      g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not read records of “%s”."), entity->key);
      return NULL;
    }
  if (tw_access_check_expr (access, entity, tw_query_get_where (query), error) && check_words (access, query, error))
    sorted = check_sort (access, query, error);
  if (sorted == NULL)
    return NULL;
  where = tw_access_dup_where (access, TW_RIGHT_READ, entity);
  return where != NULL ? tw_query_with_where (sorted, where, error) : g_steal_pointer (&sorted);
}

static gboolean
holds (TwAccess *access, TwExprBound *bound, TwRecord *record)
{
  g_auto (TwValue) answer = TW_VALUE_INIT;

  return bound == NULL || (tw_store_eval (access->store, bound, record, &answer, NULL) && answer.type == TW_TYPE_BOOLEAN && answer.i);
}

/**
 * tw_access_may_row:
 * @access: rights
 * @right: what for
 * @record: as it is, edits included
 *
 * Returns: whether it is allowed on this record
 */
gboolean
tw_access_may_row (TwAccess *access, TwRight right, TwRecord *record)
{
  TwEntityAccess *own;

  if (access->all)
    return TRUE;
  own = get_own (access, tw_record_get_entity (record));
  return own != NULL && (own->rights & (1u << right)) && holds (access, own->bound[right], record);
}

/**
 * tw_access_is_even:
 * @access: rights
 * @right: what for
 * @entity: of which kind of record
 *
 * Returns: whether no condition is put to the records, so that tw_access_may() says of each what tw_access_may_row() would
 */
gboolean
tw_access_is_even (TwAccess *access, TwRight right, const TwEntity *entity)
{
  TwEntityAccess *own = access->all ? NULL : get_own (access, entity);

  return own == NULL || own->bound[right] == NULL;
}

TwFieldRight
tw_access_field (TwAccess *access, const TwField *field)
{
  TwEntityAccess *own;

  if (access->all)
    return TW_FIELD_EDIT;
  own = get_own (access, field->entity);
  return own != NULL && (own->rights & (1u << TW_RIGHT_READ)) ? own->fields[field->index] : TW_FIELD_HIDDEN;
}

/**
 * tw_access_may_name:
 * @access: rights
 * @entity_number: of the entity
 * @id: of one of its records
 *
 * Returns: whether the caller may know what the record is called
 */
gboolean
tw_access_may_name (TwAccess *access, guint entity_number, const TwId *id)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (access->schema, entity_number);
  TwEntityAccess *own = entity != NULL && !access->all ? get_own (access, entity) : NULL;
  g_autoptr (TwRecord) record = NULL;

  if (access->all)
    return TRUE;
  if (own == NULL || !(own->rights & (1u << TW_RIGHT_READ)) || entity->name_field == NULL
      || tw_access_field (access, entity->name_field) == TW_FIELD_HIDDEN)
    return FALSE;
  if (own->where[TW_RIGHT_READ] == NULL)
    return TRUE;
  record = tw_store_get (access->store, entity, id, NULL);
  return record != NULL && tw_access_may_row (access, TW_RIGHT_READ, record);
}

static TwRecord *
copy_before (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwValue *values = g_new0 (TwValue, entity->n_fields);

  for (guint i = 0; i < entity->n_fields; i++)
    values[i] = tw_value_copy (tw_record_get_before (record, entity->fields[i]));
  return tw_record_new_stored (entity, tw_record_get_id (record), tw_record_get_row_seq (record), tw_record_is_deleted (record), values);
}

static gboolean
check_fields (TwAccess *access, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->formula != NULL || field->number < TW_FIELD_FIRST_OWN
          || !(tw_record_is_new (record) ? !tw_value_is_null (tw_record_get (record, field)) : tw_record_is_changed (record, field)))
        continue;
      if (tw_access_field (access, field) == TW_FIELD_EDIT)
        continue;
      g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not change the field “%s”."), tw_field_get_label (field));
      return FALSE;
    }
  return TRUE;
}

/* A part that is added to a whole, or moved to another one, changes that one: it must be the caller's too. A whole that the store
 * does not have yet comes in the same commit, where it is checked by itself. */
static gboolean
may_join (TwAccess *access, TwExprBound *bound, TwRecord *record)
{
  const TwField *link;
  const TwValue *whole;
  g_autoptr (TwRecord) stored = NULL;

  if (bound == NULL || tw_access_classify (tw_record_get_entity (record), &link) != TW_ACCESS_PART
      || !(tw_record_is_new (record) || tw_record_is_changed (record, link)))
    return TRUE;
  whole = tw_record_get (record, link);
  if (whole->type == TW_TYPE_LINK)
    stored = tw_store_get (access->store, tw_field_get_target (link), &whole->id, NULL);
  return stored == NULL || holds (access, bound, record);
}

/**
 * tw_access_check_edit:
 * @access: rights
 * @record: a new or an edited record
 * @error: %TW_ACCESS_ERROR_DENIED with the field or the kind of record
 *
 * A record may be handed to somebody else: the scope counts as it was before. The rules for rows count before and after.
 * A part (a quote's line) may only be put into a whole that the caller may change.
 *
 * Returns: whether the caller may save it
 */
gboolean
tw_access_check_edit (TwAccess *access, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwRight right = tw_record_is_new (record) ? TW_RIGHT_CREATE : TW_RIGHT_CHANGE;
  TwEntityAccess *own = access->all ? NULL : get_own (access, entity);
  g_autoptr (TwRecord) before = NULL;

  if (access->all)
    return TRUE;
  if (!tw_record_is_new (record) && own != NULL && own->bound[right] != NULL)
    before = copy_before (record);
  if (own == NULL || !(own->rights & (1u << right)) || (before != NULL && !tw_access_may_row (access, right, before))
      || !holds (access, own->bound_rule[right], record) || !may_join (access, own->bound[right], record))
    {
      g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED,
                   right == TW_RIGHT_CREATE ? _("You may not add this record to “%s”.") : _("You may not change this record of “%s”."),
                   tw_entity_get_label (entity, TRUE));
      return FALSE;
    }
  return check_fields (access, record, error);
}

guint64
tw_access_hash (TwAccess *access)
{
  return access->hash;
}

guint64
tw_access_hash_entity (TwAccess *access, const TwEntity *entity)
{
  TwEntityAccess *own = access->all ? NULL : get_own (access, entity);

  return own != NULL ? own->hash : 0;
}

gboolean
tw_access_reads_others (TwAccess *access, const TwEntity *entity)
{
  TwEntityAccess *own = access->all ? NULL : get_own (access, entity);

  return own != NULL && own->bound[TW_RIGHT_READ] != NULL && tw_expr_bound_reads_others (own->bound[TW_RIGHT_READ]);
}

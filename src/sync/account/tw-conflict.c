/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-conflict.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
tw_conflict_free (TwConflict *conflict)
{
  if (conflict == NULL)
    return;
  g_clear_object (&conflict->conflict);
  g_free (conflict->title);
  tw_value_clear (&conflict->base);
  tw_value_clear (&conflict->mine);
  tw_value_clear (&conflict->theirs);
  g_free (conflict);
}

/* --- Reading --- */

/* JSON has one kind of text: the field tells what the elements of a list are. */
static gboolean
read_element (const TwField *field, const TwValue *from, TwValue *to)
{
  if (from->type != TW_TYPE_TEXT)
    return FALSE;
  if (field->kind == TW_KIND_SET)
    *to = tw_value_enum (from->text);
  else if (field->kind == TW_KIND_LINKS)
    return tw_value_parse (TW_TYPE_LINK, from->text, NULL, to, NULL);
  else
    *to = tw_value_copy (from);
  return TRUE;
}

static TwValue
read_list (const TwField *field, const char *json)
{
  g_auto (TwValue) list = TW_VALUE_INIT;
  TwValue result = TW_VALUE_INIT;
  g_autofree TwValue *values = NULL;
  guint n = 0;

  if (!tw_value_from_json (TW_TYPE_LIST, json, &list, NULL) || list.type != TW_TYPE_LIST)
    return result;
  values = g_new0 (TwValue, MAX (list.list->n_values, 1));
  for (guint i = 0; i < list.list->n_values; i++)
    if (read_element (field, &list.list->values[i], &values[n]))
      n++;
  result = tw_value_list (values, n);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
  return result;
}

static TwValue
read_value (TwRecord *record, const char *key, const TwField *field)
{
  const TwValue *json = tw_record_get_key (record, key);
  TwValue value = TW_VALUE_INIT;

  if (json->type != TW_TYPE_JSON || field == NULL || g_str_equal (json->text, "null"))
    return value;
  if (field->type == TW_TYPE_LIST)
    return read_list (field, json->text);
  if (field->type == TW_TYPE_JSON)
    return tw_value_json (json->text);
  tw_value_from_json (field->type, json->text, &value, NULL);
  return value;
}

static TwId
read_link (TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_LINK ? value->id : tw_id_nil;
}

static TwInstant
read_instant (TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_DATETIME ? value->i : 0;
}

/**
 * tw_conflict_new:
 * @store: a workspace
 * @record: a record of the entity sync_conflict
 *
 * Returns: (transfer full): what it says
 */
TwConflict *
tw_conflict_new (TwStore *store, TwRecord *record)
{
  TwConflict *self = g_new0 (TwConflict, 1);
  const TwValue *link = tw_record_get_key (record, "record"), *field = tw_record_get_key (record, "field");
  const TwValue *kind = tw_record_get_key (record, "kind");
  const TwSchema *schema = tw_record_get_entity (record)->schema;

  self->conflict = g_object_ref (record);
  if (link->type == TW_TYPE_LINK)
    {
      self->entity = tw_schema_get_entity_by_number (schema, link->tag);
      self->record = link->id;
      self->title = tw_store_dup_title (store, link->tag, &link->id);
    }
  if (self->title == NULL || *self->title == '\0')
    {
      g_free (self->title);
      self->title = tw_record_dup_title (record);
    }
  if (self->entity != NULL && field->type == TW_TYPE_TEXT)
    self->field = tw_entity_get_field (self->entity, field->text);
  self->deleted = kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "deleted");
  self->duplicate = kind->type == TW_TYPE_ENUM && g_str_equal (kind->text, "duplicate");
  self->base = read_value (record, "base", self->field);
  self->mine = read_value (record, "mine", self->field);
  self->theirs = read_value (record, "theirs", self->field);
  self->mine_by = read_link (record, "author");
  self->theirs_by = read_link (record, "theirs_author");
  self->mine_at = read_instant (record, "mine_at");
  self->theirs_at = read_instant (record, "theirs_at");
  return self;
}

static int
compare_conflicts (gconstpointer a, gconstpointer b)
{
  const TwConflict *x = *(TwConflict *const *) a, *y = *(TwConflict *const *) b;
  int order = g_utf8_collate (x->title, y->title);

  if (order == 0)
    order = memcmp (&x->record, &y->record, sizeof (TwId));
  return order != 0 ? order : memcmp (tw_record_get_id (x->conflict), tw_record_get_id (y->conflict), sizeof (TwId));
}

static GPtrArray *
list (TwStore *store, const char *where, guint limit, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "sync_conflict");
  g_autoptr (TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, NULL, error) : NULL;
  g_autoptr (GPtrArray) records = query != NULL ? tw_store_list (store, query, limit, NULL, NULL, error) : NULL;
  GPtrArray *conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_conflict_free);

  if (records == NULL && entity != NULL)
    {
      g_ptr_array_unref (conflicts);
      return NULL;
    }
  for (guint i = 0; records != NULL && i < records->len; i++)
    g_ptr_array_add (conflicts, tw_conflict_new (store, g_ptr_array_index (records, i)));
  g_ptr_array_sort (conflicts, compare_conflicts);
  return conflicts;
}

/**
 * tw_conflicts_list:
 * @store: a workspace
 * @limit: at most so many
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwConflict): those that wait for a person
 */
GPtrArray *
tw_conflicts_list (TwStore *store, guint limit, GError **error)
{
  return list (store, "state = \"open\"", limit, error);
}

GPtrArray *
tw_conflicts_list_of (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("state = \"open\" and record = \"%s\"", tw_id_print (id, text));
  GPtrArray *conflicts = list (store, where, 100, error);

  for (guint i = conflicts != NULL ? conflicts->len : 0; i-- > 0;)
    if (((TwConflict *) g_ptr_array_index (conflicts, i))->entity != entity)
      g_ptr_array_remove_index (conflicts, i);
  return conflicts;
}

/**
 * tw_conflict_get:
 * @store: a workspace
 * @id: of the conflict's record
 * @error: %TW_STORE_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the conflict
 */
TwConflict *
tw_conflict_get (TwStore *store, const TwId *id, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "sync_conflict");
  g_autoptr (TwRecord) record = NULL;

  if (entity == NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("There is no such conflict."));
      return NULL;
    }
  record = tw_store_get (store, entity, id, error);
  return record != NULL ? tw_conflict_new (store, record) : NULL;
}

gboolean
tw_conflict_has_both (TwConflict *conflict)
{
  TwKind kind;

  if (conflict->field == NULL || conflict->deleted || conflict->duplicate || tw_value_is_null (&conflict->mine) || tw_value_is_null (&conflict->theirs))
    return FALSE;
  kind = conflict->field->kind;
  return kind == TW_KIND_LONGTEXT || conflict->field->type == TW_TYPE_LIST;
}

/**
 * tw_conflict_format:
 * @store: a workspace
 * @conflict: a conflict
 * @value: one of its values
 *
 * Returns: (transfer full): the value for people; "" for none
 */
char *
tw_conflict_format (TwStore *store, TwConflict *conflict, const TwValue *value)
{
  g_autofree char *title = value->type == TW_TYPE_LINK ? tw_store_dup_title (store, value->tag, &value->id) : NULL;
  char *text = conflict->field != NULL && !tw_value_is_null (value) ? tw_field_format (conflict->field, value, title) : NULL;

  return text != NULL ? text : g_strdup ("");
}

/* --- Settling --- */

static gboolean
has_element (const TwList *list, const TwValue *value)
{
  for (guint i = 0; i < list->n_values; i++)
    if (tw_value_equal (&list->values[i], value))
      return TRUE;
  return FALSE;
}

static TwValue
join_values (TwConflict *conflict)
{
  g_autofree char *text = NULL;
  GArray *all;
  TwValue result;

  if (conflict->mine.type != TW_TYPE_LIST)
    {
      text = g_strconcat (conflict->theirs.text, "\n\n", conflict->mine.text, NULL);
      return tw_value_text (text);
    }
  all = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_append_vals (all, conflict->theirs.list->values, conflict->theirs.list->n_values);
  for (guint i = 0; i < conflict->mine.list->n_values; i++)
    if (!has_element (conflict->theirs.list, &conflict->mine.list->values[i]))
      g_array_append_val (all, conflict->mine.list->values[i]);
  result = tw_value_list ((TwValue *) all->data, all->len);
  g_array_unref (all);
  return result;
}

/* Of a value that is there twice, the other record keeps it: this one gets back what it had. */
static TwValue
choose_value (TwConflict *conflict, TwSettle settle)
{
  if (settle == TW_SETTLE_BOTH)
    return join_values (conflict);
  if (settle == TW_SETTLE_MINE)
    return tw_value_copy (&conflict->mine);
  return tw_value_copy (conflict->duplicate ? &conflict->base : &conflict->theirs);
}

static gboolean
change_record (TwStore *store, TwConflict *conflict, TwSettle settle, TwEdit *edit, GError **error)
{
  g_autoptr (TwRecord) record = NULL;
  g_auto (TwValue) value = TW_VALUE_INIT;

  /* What somebody deleted stays so when his decision is taken. */
  if (conflict->entity == NULL || (conflict->deleted && settle == TW_SETTLE_THEIRS))
    return TRUE;
  record = tw_store_get (store, conflict->entity, &conflict->record, error);
  if (record == NULL)
    return FALSE;
  if (tw_record_is_deleted (record))
    tw_edit_restore (edit, conflict->entity, &conflict->record);
  if (conflict->field == NULL)
    return TRUE;
  value = choose_value (conflict, settle);
  if (tw_value_equal (tw_record_get (record, conflict->field), &value))
    return TRUE;
  if (!tw_record_set (record, conflict->field, &value, error))
    return FALSE;
  tw_edit_save (edit, record);
  return TRUE;
}

static gboolean
change_conflict (TwStore *store, TwConflict *conflict, TwSettle settle, TwEdit *edit, GError **error)
{
  static const char *const resolutions[] = { "mine", "theirs", "merged" };
  TwRecord *record = conflict->conflict;
  const TwEntity *users = tw_schema_get_entity (tw_record_get_entity (record)->schema, "user");
  const TwId *me = tw_store_get_user (store);
  g_auto (TwValue) state = tw_value_enum ("resolved"), now = tw_value_datetime (g_get_real_time ());
  g_auto (TwValue) resolution = tw_value_enum (conflict->deleted && settle == TW_SETTLE_THEIRS ? "dropped" : resolutions[settle]);
  g_auto (TwValue) by = users != NULL && !tw_id_is_nil (me) ? tw_value_link (users->number, me) : (TwValue) TW_VALUE_INIT;

  if (!tw_record_set_key (record, "state", &state, error) || !tw_record_set_key (record, "resolution", &resolution, error)
      || !tw_record_set_key (record, "resolved_by", &by, error) || !tw_record_set_key (record, "resolved_at", &now, error))
    return FALSE;
  tw_edit_save (edit, record);
  return TRUE;
}

/**
 * tw_conflict_settle:
 * @store: a workspace
 * @conflict: a conflict that is not settled
 * @settle: which value the record gets
 * @error: the value does not fit the field any more, or the record is gone
 *
 * Returns: (transfer full) (nullable): the edit, to be committed by the caller
 */
TwEdit *
tw_conflict_settle (TwStore *store, TwConflict *conflict, TwSettle settle, GError **error)
{
  const char *label = conflict->field != NULL ? tw_field_get_label (conflict->field) : NULL;
  g_autofree char *title = label != NULL
                           /* Translators: what a person did; a field's name and a record's title */
                           ? g_strdup_printf (_("Settle %s of %s"), label, conflict->title)
                           : g_strdup_printf (_("Settle the conflict of %s"), conflict->title);
  g_autoptr (TwEdit) edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);

  if (!change_record (store, conflict, settle, edit, error) || !change_conflict (store, conflict, settle, edit, error))
    {
      tw_record_revert (conflict->conflict);
      return NULL;
    }
  return g_steal_pointer (&edit);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays of one entity: numbers as 64-bit integers, everything else as codes of a dictionary of distinct stored values.
 * A list is one value of its dictionary, so that a row stays one code; the list's items are found through the code. */
#include "config.h"

#include <string.h>

#include "tw-columns-private.h"

#define FIRST_ROWS 1024

/* A dictionary key: the stored bytes, with their length in front. */
typedef struct
{
  guint32 length;
  guint8  bytes[];
} Key;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;
  guint64 hash = 0xcbf29ce484222325u;

  /* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
  for (guint32 i = 0; i < key->length; i++)
    hash = (hash ^ key->bytes[i]) * 0x100000001b3u;
  return (guint) (hash ^ (hash >> 32));
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;

  return x->length == y->length && memcmp (x->bytes, y->bytes, x->length) == 0;
}

static TwDict *
dict_new (void)
{
  TwDict *dict = g_new0 (TwDict, 1);
  TwValue null = TW_VALUE_INIT;

  dict->codes = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  dict->values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  g_array_set_clear_func (dict->values, (GDestroyNotify) tw_value_clear);
  g_array_append_val (dict->values, null);
  return dict;
}

static void
dict_free (TwDict *dict)
{
  if (dict == NULL)
    return;
  g_array_unref (dict->values);
  g_hash_table_unref (dict->codes);
  g_free (dict);
}

/* The code of stored bytes; when they are new, the caller appends their value. */
static guint32
dict_code (TwDict *dict, gconstpointer bytes, gsize length, gboolean *is_new)
{
  guint8 stack[512];
  Key *key = (Key *) stack;
  g_autofree Key *heap = NULL;
  gpointer code;

  if (length > sizeof stack - sizeof (Key))
    key = heap = g_malloc (sizeof (Key) + length);
  key->length = (guint32) length;
  memcpy (key->bytes, bytes, length);
  *is_new = FALSE;
  if (g_hash_table_lookup_extended (dict->codes, key, NULL, &code))
    return GPOINTER_TO_UINT (code);

  key = g_memdup2 (key, sizeof (Key) + length);
  code = GUINT_TO_POINTER (dict->values->len);
  g_hash_table_insert (dict->codes, key, code);
  dict->bytes += 2 * length + 96;
  *is_new = TRUE;
  return GPOINTER_TO_UINT (code);
}

static guint32
dict_code_of_value (TwDict *dict, const TwValue *value)
{
  g_autofree char *json = value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM ? NULL : tw_value_to_json (value);
  const char *text = json != NULL ? json : value->text;
  gboolean is_new;
  guint32 code = dict_code (dict, text, strlen (text), &is_new);

  if (is_new)
    {
      TwValue copy = tw_value_copy (value);

      g_array_append_val (dict->values, copy);
    }
  return code;
}

static void
column_free (TwColumn *column)
{
  g_free (column->ints);
  g_free (column->present);
  g_free (column->codes);
  dict_free (column->dict);
  dict_free (column->item_dict);
  if (column->elements != NULL)
    for (guint i = 0; i < column->elements->len; i++)
      g_array_unref (g_array_index (column->elements, GArray *, i));
  g_clear_pointer (&column->elements, g_array_unref);
  g_free (column);
}

/**
 * tw_column_can_hold:
 * @field: a field
 *
 * Returns: whether a field can be held as a column: it is stored in the entity's own table
 */
gboolean
tw_column_can_hold (const TwField *field)
{
  return tw_field_is_stored (field) && field->type != TW_TYPE_JSON && field->kind != TW_KIND_GEO;
}

static TwColumn *
column_new (const TwField *field, guint allocated)
{
  TwColumn *column = g_new0 (TwColumn, 1);

  column->field = field->number;
  column->type = field->type;
  column->least = G_MAXINT64;
  column->greatest = G_MININT64;
  switch (field->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_LINK:
    case TW_TYPE_LIST:
      column->kind = TW_COLUMN_DICT;
      column->polymorphic = field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL;
      break;
    case TW_TYPE_MONEY:
      column->kind = TW_COLUMN_MONEY;
      break;
    default:
      column->kind = TW_COLUMN_INT;
      break;
    }
  if (column->kind != TW_COLUMN_DICT)
    {
      column->ints = g_new0 (gint64, allocated);
      column->present = g_new0 (guint8, allocated);
    }
  if (column->kind != TW_COLUMN_INT)
    {
      column->codes = g_new0 (guint32, allocated);
      column->dict = dict_new ();
    }
  if (field->type == TW_TYPE_LIST)
    {
      GArray *none = g_array_new (FALSE, FALSE, sizeof (guint32));

      column->item_dict = dict_new ();
      column->elements = g_array_new (FALSE, FALSE, sizeof (GArray *));
      g_array_append_val (column->elements, none);
    }
  return column;
}

static void
column_grow (TwColumn *column, guint allocated)
{
  if (column->ints != NULL)
    {
      column->ints = g_renew (gint64, column->ints, allocated);
      column->present = g_renew (guint8, column->present, allocated);
    }
  if (column->codes != NULL)
    column->codes = g_renew (guint32, column->codes, allocated);
}

static void
set_allocate (TwColumnSet *set, guint allocated)
{
  set->allocated = allocated;
  set->rids = g_renew (gint64, set->rids, set->allocated);
  set->live = g_renew (guint8, set->live, set->allocated);
  for (guint i = 0; i < set->columns->len; i++)
    column_grow (g_ptr_array_index (set->columns, i), set->allocated);
}

static void
set_reserve (TwColumnSet *set, guint n)
{
  if (n > set->allocated)
    set_allocate (set, MAX (n, set->allocated + set->allocated / 2));
}

/* The items of a new list value: each distinct item once. */
static void
add_elements (TwColumn *column, const TwValue *list)
{
  GArray *codes = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (list->type == TW_TYPE_LIST)
    for (guint i = 0; i < list->list->n_values; i++)
      {
        guint32 code = dict_code_of_value (column->item_dict, &list->list->values[i]);
        gboolean known = FALSE;

        for (guint j = 0; j < codes->len && !known; j++)
          known = g_array_index (codes, guint32, j) == code;
        if (!known)
          g_array_append_val (codes, code);
      }
  g_array_append_val (column->elements, codes);
}

static guint32
read_code (TwColumn *column, TwStmt *stmt, int at, const TwField *field)
{
  guint8 link[sizeof (TwId) + sizeof (gint64)];
  gconstpointer bytes;
  gsize length;
  gboolean is_new;
  guint32 code;

  if (tw_stmt_is_null (stmt, at))
    return 0;
  bytes = column->type == TW_TYPE_LINK ? tw_stmt_get_blob (stmt, at, &length) : (gconstpointer) tw_stmt_get_text (stmt, at, &length);
  if (column->polymorphic && length == sizeof (TwId))
    {
      gint64 entity = tw_stmt_get_int (stmt, at + 1);

      memcpy (link, bytes, sizeof (TwId));
      memcpy (link + sizeof (TwId), &entity, sizeof entity);
      bytes = link;
      length = sizeof link;
    }
  code = dict_code (column->dict, bytes != NULL ? bytes : "", length, &is_new);
  if (is_new)
    {
      TwValue value;

      tw_stmt_get_field (stmt, at, field, &value);
      g_array_append_val (column->dict->values, value);
      if (column->elements != NULL)
        add_elements (column, &value);
    }
  return code;
}

static guint32
currency_code (TwDict *dict, gint64 currency)
{
  gboolean is_new;
  guint32 code = dict_code (dict, &currency, sizeof currency, &is_new);

  if (is_new)
    {
      TwValue value = tw_value_integer (currency);

      g_array_append_val (dict->values, value);
    }
  return code;
}

/* Reads a field at row i of the arrays; returns how many table columns it takes. */
static int
read_cell (TwColumn *column, guint i, TwStmt *stmt, int at, const TwField *field)
{
  gboolean present;

  if (column->kind == TW_COLUMN_DICT)
    {
      column->codes[i] = read_code (column, stmt, at, field);
      return column->polymorphic ? 2 : 1;
    }
  present = !tw_stmt_is_null (stmt, at);
  column->present[i] = present;
  column->ints[i] = present ? tw_stmt_get_int (stmt, at) : 0;
  if (present)
    {
      column->least = MIN (column->least, column->ints[i]);
      column->greatest = MAX (column->greatest, column->ints[i]);
    }
  if (column->kind == TW_COLUMN_INT)
    return 1;
  column->codes[i] = present ? currency_code (column->dict, tw_stmt_get_int (stmt, at + 1)) : 0;
  return 2;
}

static void
append_field_columns (GString *sql, const TwField *field)
{
  g_autofree char *name = tw_field_dup_column (field);

  g_string_append_printf (sql, ", \"%s\"", name);
  if (field->type == TW_TYPE_MONEY)
    g_string_append_printf (sql, ", \"%s_cur\"", name);
  else if (field->type == TW_TYPE_LINK && tw_field_get_target (field) == NULL)
    g_string_append_printf (sql, ", \"%s_ent\"", name);
}

void
tw_column_set_free (TwColumnSet *set)
{
  g_ptr_array_unref (set->columns);
  g_free (set->rids);
  g_free (set->live);
  g_free (set);
}

TwColumn *
tw_column_set_find (TwColumnSet *set, const TwField *field)
{
  for (guint i = 0; i < set->columns->len; i++)
    {
      TwColumn *column = g_ptr_array_index (set->columns, i);

      if (column->field == field->number && column->type == field->type)
        return column;
    }
  return NULL;
}

gsize
tw_column_set_size (TwColumnSet *set)
{
  gsize size = (gsize) set->allocated * 9;

  for (guint i = 0; i < set->columns->len; i++)
    {
      TwColumn *column = g_ptr_array_index (set->columns, i);

      size += (gsize) set->allocated * ((column->ints != NULL ? 9 : 0) + (column->codes != NULL ? 4 : 0));
      size += column->dict != NULL ? column->dict->bytes : 0;
      size += column->item_dict != NULL ? column->item_dict->bytes : 0;
    }
  return size;
}

/* Index of a row, or of the place where it would stand. */
static guint
find_row (TwColumnSet *set, gint64 rid)
{
  guint low = 0, high = set->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (set->rids[middle] < rid)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
load_rows (TwColumnSet *set, TwStmt *stmt, const TwField *const *fields, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;

  while (tw_stmt_step (stmt, &local))
    {
      guint i = set->n;
      int at = 2;

      set_reserve (set, i + 1);
      set->rids[i] = tw_stmt_get_int (stmt, 0);
      set->live[i] = tw_stmt_is_null (stmt, 1);
      for (guint j = 0; j < set->columns->len; j++)
        at += read_cell (g_ptr_array_index (set->columns, j), i, stmt, at, fields[j]);
      set->n++;
      if ((set->n & 0x3fff) == 0 && tw_column_set_size (set) > max_bytes)
        return FALSE;
      if ((set->n & 0x3fff) == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  return tw_column_set_size (set) <= max_bytes;
}

TwColumnSet *
tw_column_set_load (TwDb *db, const TwEntity *entity, GPtrArray *fields, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwColumnSet) set = g_new0 (TwColumnSet, 1);
  g_autoptr (GString) sql = g_string_new ("SELECT rid, deleted");
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (TwStmt) stmt = NULL;

  set->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) column_free);
  set_reserve (set, FIRST_ROWS);
  for (guint i = 0; i < fields->len; i++)
    {
      g_ptr_array_add (set->columns, column_new (g_ptr_array_index (fields, i), set->allocated));
      append_field_columns (sql, g_ptr_array_index (fields, i));
    }
  g_string_append_printf (sql, " FROM \"%s\" ORDER BY rid", table);
  stmt = tw_db_prepare (db, sql->str, error);
  if (stmt == NULL || !load_rows (set, stmt, (const TwField *const *) fields->pdata, max_bytes, cancellable, error))
    return NULL;
  /* Most are only read from now on. */
  set_allocate (set, set->n + set->n / 64 + FIRST_ROWS);
  return g_steal_pointer (&set);
}

gboolean
tw_column_set_refresh (TwColumnSet *set, TwDb *db, const TwEntity *entity, gint64 rid, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT rid, deleted");
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree const TwField **fields = g_new0 (const TwField *, set->columns->len + 1);
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  int at = 2;
  guint i;

  for (guint j = 0; j < set->columns->len; j++)
    {
      TwColumn *column = g_ptr_array_index (set->columns, j);

      fields[j] = tw_entity_get_field_by_number (entity, column->field);
      if (fields[j] == NULL || fields[j]->type != column->type)
        return FALSE;
      append_field_columns (sql, fields[j]);
    }
  g_string_append_printf (sql, " FROM \"%s\" WHERE rid = ?", table);
  stmt = tw_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, rid);
  if (!tw_stmt_step (stmt, &local))
    {
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      tw_column_set_forget (set, rid);
      return TRUE;
    }

  i = find_row (set, rid);
  if (i < set->n && set->rids[i] != rid)
    return FALSE;
  if (i == set->n)
    {
      set_reserve (set, set->n + 1);
      set->n++;
    }
  set->rids[i] = rid;
  set->live[i] = tw_stmt_is_null (stmt, 1);
  for (guint j = 0; j < set->columns->len; j++)
    at += read_cell (g_ptr_array_index (set->columns, j), i, stmt, at, fields[j]);
  return TRUE;
}

void
tw_column_set_forget (TwColumnSet *set, gint64 rid)
{
  guint i = find_row (set, rid);

  if (i < set->n && set->rids[i] == rid)
    set->live[i] = 0;
}

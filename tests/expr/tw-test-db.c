/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-test-db.h"

#include <string.h>

static void
run (TwTestDb *db, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db->sqlite, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", message, sql);
}

static gboolean
has_second (const TwField *field)
{
  return field->type == TW_TYPE_MONEY || (field->kind == TW_KIND_LINK && tw_field_get_target (field) == NULL);
}

static void
create_table (TwTestDb *db, const TwEntity *entity)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_printf (sql, "CREATE TABLE \"%s\" (rid INTEGER PRIMARY KEY, id BLOB UNIQUE, row_seq INTEGER, deleted INTEGER", table);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *column = tw_field_dup_column (field);

      if (field->kind == TW_KIND_LINKS && field->formula == NULL)
        {
          g_autofree char *links = tw_field_dup_link_table (field);
          g_autofree char *text = g_strdup_printf ("CREATE TABLE \"%s\" (a BLOB, b BLOB, b_ent INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID", links);

          run (db, text);
        }
      if (!tw_field_is_stored (field))
        continue;
      g_string_append_printf (sql, ", \"%s\" %s", column, field->type == TW_TYPE_LINK ? "BLOB"
                              : field->type == TW_TYPE_TEXT ? "TEXT COLLATE TW"
                              : field->type == TW_TYPE_ENUM || field->type == TW_TYPE_LIST || field->type == TW_TYPE_JSON ? "TEXT" : "INTEGER");
      if (has_second (field))
        g_string_append_printf (sql, ", \"%s%s\" INTEGER", column, field->type == TW_TYPE_MONEY ? "_cur" : "_ent");
    }
  g_string_append (sql, ")");
  run (db, sql->str);
}

static void
bind_value (sqlite3_stmt *stmt, int i, const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      sqlite3_bind_null (stmt, i);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      sqlite3_bind_text (stmt, i, value->text, -1, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_LINK:
      sqlite3_bind_blob (stmt, i, value->id.bytes, 16, SQLITE_TRANSIENT);
      break;
    case TW_TYPE_LIST:
      sqlite3_bind_text (stmt, i, tw_value_to_json (value), -1, g_free);
      break;
    default:
      sqlite3_bind_int64 (stmt, i, value->i);
    }
}

static sqlite3_stmt *
prepare (TwTestDb *db, const char *sql)
{
  sqlite3_stmt *stmt;

  if (sqlite3_prepare_v2 (db->sqlite, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (db->sqlite), sql);
  return stmt;
}

static void
insert_links (TwTestDb *db, const TwTestRecord *record, const TwField *field)
{
  const TwValue *value = &record->values[field->index];
  g_autofree char *links = tw_field_dup_link_table (field);
  g_autofree char *sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" VALUES (?, ?, ?)", links);

  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    {
      sqlite3_stmt *stmt = prepare (db, sql);

      sqlite3_bind_blob (stmt, 1, record->id.bytes, 16, SQLITE_STATIC);
      sqlite3_bind_blob (stmt, 2, value->list->values[i].id.bytes, 16, SQLITE_STATIC);
      sqlite3_bind_int64 (stmt, 3, value->list->values[i].tag);
      g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
      sqlite3_finalize (stmt);
    }
}

static void
insert (TwTestDb *db, const TwTestRecord *record)
{
  const TwEntity *entity = record->entity;
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new ("?, ?");
  sqlite3_stmt *stmt;
  int i = 3;

  g_string_printf (sql, "INSERT INTO \"%s\" (id, deleted", table);
  for (guint f = 0; f < entity->n_fields; f++)
    {
      g_autofree char *column = tw_field_dup_column (entity->fields[f]);

      if (!tw_field_is_stored (entity->fields[f]))
        continue;
      g_string_append_printf (sql, ", \"%s\"", column);
      g_string_append (marks, ", ?");
      if (has_second (entity->fields[f]))
        {
          g_string_append_printf (sql, ", \"%s%s\"", column, entity->fields[f]->type == TW_TYPE_MONEY ? "_cur" : "_ent");
          g_string_append (marks, ", ?");
        }
    }
  g_string_append_printf (sql, ") VALUES (%s)", marks->str);
  stmt = prepare (db, sql->str);
  sqlite3_bind_blob (stmt, 1, record->id.bytes, 16, SQLITE_STATIC);
  if (record->deleted)
    sqlite3_bind_int64 (stmt, 2, 1);
  for (guint f = 0; f < entity->n_fields; f++)
    {
      const TwValue *value = &record->values[f];

      if (entity->fields[f]->kind == TW_KIND_LINKS && entity->fields[f]->formula == NULL)
        insert_links (db, record, entity->fields[f]);
      if (!tw_field_is_stored (entity->fields[f]))
        continue;
      bind_value (stmt, i++, value);
      if (has_second (entity->fields[f]))
        {
          if (tw_value_is_null (value))
            sqlite3_bind_null (stmt, i++);
          else
            sqlite3_bind_int64 (stmt, i++, value->tag);
        }
    }
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_DONE);
  sqlite3_finalize (stmt);
}

/* --- Evaluation in memory --- */

static gboolean
get_value (gpointer source, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  TwTestDb *db = source;
  TwTestRecord *record = g_hash_table_lookup (db->by_id, id);

  if (record == NULL || record->entity != entity)
    return FALSE;
  *value = tw_value_copy (&record->values[field->index]);
  return TRUE;
}

static gboolean
links_to (const TwValue *value, const TwId *id)
{
  if (value->type == TW_TYPE_LINK)
    return tw_id_equal (&value->id, id);
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (tw_id_equal (&value->list->values[i].id, id))
      return TRUE;
  return FALSE;
}

static GArray *
get_related (gpointer source, const TwInverse *inverse, const TwId *id)
{
  TwTestDb *db = source;
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; i < db->records->len; i++)
    {
      const TwTestRecord *record = g_ptr_array_index (db->records, i);

      if (record->entity == inverse->field->entity && !record->deleted && links_to (&record->values[inverse->field->index], id))
        g_array_append_val (ids, record->id);
    }
  return ids;
}

const TwExprSource tw_test_source = { get_value, get_related, NULL };

/* Euros; XAU has no rate. */
static gboolean
get_rate (TwCurrency from, TwCurrency to, TwDate day, TwDecimal *rate, gpointer data)
{
  static const struct { const char *code; TwDecimal rate; } rates[] = {
    { "USD", 1083500 }, { "JPY", 162340000 }, { "KWD", 333333 }, { "GBP", 857100 }, { "IDR", 17234567890 },
  };
  char code[4], base[4];

  tw_currency_print (to, base);
  /* Two were entered the other way round. */
  if (strcmp (tw_currency_print (from, code), "EUR") == 0 && (strcmp (base, "KWD") == 0 || strcmp (base, "GBP") == 0))
    {
      *rate = strcmp (base, "KWD") == 0 ? 3000003 : 1166725;
      return TRUE;
    }
  if (strcmp (base, "EUR") != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (strcmp (rates[i].code, tw_currency_print (from, code)) == 0)
      {
        *rate = rates[i].rate;
        return TRUE;
      }
  return FALSE;
}

static void
record_free (gpointer data)
{
  TwTestRecord *record = data;

  for (guint i = 0; i < record->entity->n_fields; i++)
    tw_value_clear (&record->values[i]);
  g_free (record->values);
  g_free (record);
}

TwTestDb *
tw_test_db_new (TwSchema *schema)
{
  TwTestDb *db = g_new0 (TwTestDb, 1);
  g_autoptr (GError) error = NULL;

  db->schema = tw_schema_ref (schema);
  db->records = g_ptr_array_new_with_free_func (record_free);
  db->by_id = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_assert_cmpint (sqlite3_open (":memory:", &db->sqlite), ==, SQLITE_OK);
  g_assert_true (tw_sql_register_functions (db->sqlite, &error));
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    create_table (db, tw_schema_get_entity_at (schema, i));
  for (guint i = 0; i < G_N_ELEMENTS (db->team); i++)
    db->team[i] = tw_id_new ();
  db->context.me = db->team[0];
  db->context.team = db->team;
  db->context.n_team = G_N_ELEMENTS (db->team);
  db->context.first_weekday = 1;
  tw_currency_parse ("EUR", &db->context.currency);
  db->context.rate = get_rate;
  tw_test_db_set_zone (db, "Europe/Paris", G_GINT64_CONSTANT (1774951200000000));   /* 2026-03-31T10:00:00Z */
  return db;
}

void
tw_test_db_free (TwTestDb *db)
{
  g_time_zone_unref (db->context.zone);
  g_hash_table_unref (db->by_id);
  g_ptr_array_unref (db->records);
  g_assert_cmpint (sqlite3_close (db->sqlite), ==, SQLITE_OK);
  tw_schema_unref (db->schema);
  g_free (db);
}

void
tw_test_db_set_zone (TwTestDb *db, const char *name, TwInstant now)
{
  g_clear_pointer (&db->context.zone, g_time_zone_unref);
  db->context.zone = g_time_zone_new_identifier (name);
  g_assert_nonnull (db->context.zone);
  db->context.zone_name = name;
  db->context.now = now;
}

TwTestRecord *
tw_test_db_add (TwTestDb *db, const TwEntity *entity, const TwId *id, gboolean deleted, TwValue *values)
{
  TwTestRecord *record = g_new0 (TwTestRecord, 1);

  record->entity = entity;
  record->id = *id;
  record->deleted = deleted;
  record->values = values;
  g_ptr_array_add (db->records, record);
  g_hash_table_insert (db->by_id, &record->id, record);
  insert (db, record);
  return record;
}

static void
read_column (sqlite3_stmt *stmt, TwType type, TwValue *result)
{
  if (sqlite3_column_type (stmt, 0) == SQLITE_NULL)
    return;
  switch (type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      *result = tw_value_text ((const char *) sqlite3_column_text (stmt, 0));
      result->type = type;
      break;
    case TW_TYPE_LINK:
      g_assert_cmpint (sqlite3_column_bytes (stmt, 0), ==, 16);
      result->type = TW_TYPE_LINK;
      memcpy (result->id.bytes, sqlite3_column_blob (stmt, 0), 16);
      break;
    default:
      g_assert_cmpint (sqlite3_column_type (stmt, 0), ==, SQLITE_INTEGER);
      result->type = type;
      result->i = sqlite3_column_int64 (stmt, 0);
      if (type == TW_TYPE_MONEY)
        result->tag = (guint32) sqlite3_column_int64 (stmt, 1);
    }
}

gboolean
tw_test_db_query (TwTestDb *db, TwExprBound *bound, const TwTestRecord *record, TwValue *result, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autofree char *table = tw_entity_dup_table (record->entity);
  TwValue id = tw_value_link (0, &record->id);
  sqlite3_stmt *stmt;
  int code;

  *result = (TwValue) TW_VALUE_INIT;
  tw_sql_append (sql, "SELECT (");
  if (!tw_expr_to_sql (bound, &db->context, "t0", sql, error))
    return FALSE;
  tw_sql_append (sql, ")");
  if (tw_expr_bound_get_type (bound) == TW_TYPE_MONEY)
    {
      tw_sql_append (sql, ", (");
      if (!tw_expr_currency_to_sql (bound, &db->context, "t0", sql, error))
        return FALSE;
      tw_sql_append (sql, ")");
    }
  tw_sql_append (sql, " FROM ");
  tw_sql_append_identifier (sql, table);
  tw_sql_append (sql, " AS t0 WHERE t0.id = ");
  tw_sql_append_value (sql, &id);
  stmt = prepare (db, sql->text->str);
  for (guint i = 0; i < sql->params->len; i++)
    bind_value (stmt, (int) i + 1, &g_array_index (sql->params, TwValue, i));
  code = sqlite3_step (stmt);
  if (code != SQLITE_ROW)
    g_error ("%s: %s", sqlite3_errmsg (db->sqlite), sql->text->str);
  read_column (stmt, tw_expr_bound_get_type (bound), result);
  sqlite3_finalize (stmt);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read goes into the audit log when it matters: fields that the schema marks as sensitive, and many records of one kind, in one
 * answer or in many within an hour. The same is entered once an hour, so that the log stays readable and a reader cannot fill it. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "tw-audit.h"
#include "tw-report-audit.h"
#include "tw-rest-insight.h"

#define MANY       1000                                /* records of one kind in an hour */
#define HOUR       ((gint64) 3600 * G_USEC_PER_SEC)
#define MAX_KEPT   50000
#define MAX_NAMED  100                                 /* records named in one entry */
#define BULK_MANY  100

typedef struct
{
  TwId  user, record;                                  /* record nil: counts rows of the entity */
  guint entity;
} Key;

typedef struct
{
  gint64   since;                                      /* monotonic */
  gint64   rows;
  gboolean told;
} Count;

struct _TwRestReads
{
  GMutex      lock;
  GHashTable *counts;                                  /* (mutex lock) Key → Count */
};

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return tw_id_hash (&key->user) ^ tw_id_hash (&key->record) * 31 ^ key->entity;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *one = a, *other = b;

  return one->entity == other->entity && tw_id_equal (&one->user, &other->user) && tw_id_equal (&one->record, &other->record);
}

TwRestReads *
tw_rest_reads_new (void)
{
  TwRestReads *reads = g_new0 (TwRestReads, 1);

  g_mutex_init (&reads->lock);
  reads->counts = g_hash_table_new_full (key_hash, key_equal, g_free, g_free);
  return reads;
}

void
tw_rest_reads_free (TwRestReads *reads)
{
  g_hash_table_unref (reads->counts);
  g_mutex_clear (&reads->lock);
  g_free (reads);
}

/* Adds rows; whether the limit is reached for the first time in this hour. total: (out) rows of this hour. */
static gboolean
count (TwRestReads *reads, const Key *key, gint64 rows, gint64 limit, gint64 *total)
{
  gint64 now = g_get_monotonic_time ();
  gboolean reached;
  Count *kept;

  g_mutex_lock (&reads->lock);
  kept = g_hash_table_lookup (reads->counts, key);
  if (kept == NULL)
    {
      /* Forgetting means to enter something twice, not to miss it: what was counted half is worth less than bounded memory. */
      if (g_hash_table_size (reads->counts) >= MAX_KEPT)
        g_hash_table_remove_all (reads->counts);
      kept = g_new0 (Count, 1);
      kept->since = now;
      g_hash_table_insert (reads->counts, g_memdup2 (key, sizeof *key), kept);
    }
  if (now - kept->since >= HOUR)
    *kept = (Count) { .since = now };
  kept->rows += rows;
  *total = kept->rows;
  reached = !kept->told && kept->rows >= limit;
  kept->told |= reached;
  g_mutex_unlock (&reads->lock);
  return reached;
}

static gboolean
shows (GPtrArray *records, guint i, const TwField *field)
{
  return !tw_value_is_null (tw_record_get (g_ptr_array_index (records, i), field));
}

/* The sensitive fields that the records have values of, as JSON texts; NULL: none. */
static char *
print_sensitive (GPtrArray *records, const TwField *const *fields)
{
  GString *json = NULL;

  for (guint f = 0; fields[f] != NULL; f++)
    for (guint i = 0; fields[f]->sensitive && i < records->len; i++)
      if (shows (records, i, fields[f]))
        {
          if (json == NULL)
            json = g_string_new (NULL);
          g_string_append_printf (json, "%s\"%s\"", json->len > 0 ? "," : "", fields[f]->key);
          break;
        }
  return json != NULL ? g_string_free (json, FALSE) : NULL;
}

static gboolean
has_sensitive (GPtrArray *records, guint i, const TwField *const *fields)
{
  for (guint f = 0; fields[f] != NULL; f++)
    if (fields[f]->sensitive && shows (records, i, fields[f]))
      return TRUE;
  return FALSE;
}

static void
enter (TwRestCall *call, const char *action, const TwEntity *entity, const TwId *record, const char *detail)
{
  const TwAuditEvent event = { .user = tw_access_get_user (call->access), .action = action, .entity = entity->key, .record = record,
                               .detail = detail };

  tw_audit_push (call->rest->store, &event);
}

/* One entry for those of the records that were not read in this hour. */
static void
note_sensitive (TwRestCall *call, const TwEntity *entity, GPtrArray *records, const TwField *const *fields)
{
  g_autofree char *names = print_sensitive (records, fields);
  g_autoptr (GString) detail = NULL;
  const TwId *last = NULL;
  gint64 total;
  guint n = 0;

  if (names == NULL)
    return;
  detail = g_string_new (NULL);
  g_string_append_printf (detail, "{\"fields\":[%s],\"records\":[", names);
  for (guint i = 0; i < records->len; i++)
    {
      Key key = { *tw_access_get_user (call->access), *tw_record_get_id (g_ptr_array_index (records, i)), entity->number };
      char id[TW_ID_TEXT_LENGTH + 1];

      if (!has_sensitive (records, i, fields) || !count (call->rest->reads, &key, 1, 1, &total))
        continue;
      last = tw_record_get_id (g_ptr_array_index (records, i));
      if (n++ < MAX_NAMED)
        g_string_append_printf (detail, "%s\"%s\"", n > 1 ? "," : "", tw_id_print (last, id));
    }
  g_string_append_printf (detail, "],\"count\":%u}", n);
  if (n > 0)
    enter (call, "read-sensitive", entity, n == 1 ? last : NULL, detail->str);
}

/**
 * tw_rest_note_read:
 * @call: who reads
 * @entity: what kind of records
 * @records: (element-type TwRecord): the answer's
 * @fields: (array zero-terminated=1): that the answer has
 */
void
tw_rest_note_read (TwRestCall *call, const TwEntity *entity, GPtrArray *records, const TwField *const *fields)
{
  note_sensitive (call, entity, records, fields);
  tw_rest_note_rows (call, entity, records->len);
}

void
tw_rest_note_rows (TwRestCall *call, const TwEntity *entity, guint n)
{
  Key key = { .user = *tw_access_get_user (call->access), .entity = entity->number };
  gint64 total;

  if (n > 1 && count (call->rest->reads, &key, n, MANY, &total))
    {
      g_autofree char *detail = g_strdup_printf ("{\"way\":\"list\",\"records\":%" PRId64 "}", total);

      enter (call, "export", entity, NULL, detail);
    }
}

/* A request that wrote many records. */
void
tw_rest_note_bulk (TwRestCall *call, guint items)
{
  g_autofree char *detail = g_strdup_printf ("{\"items\":%u}", items);

  if (items >= BULK_MANY)
    enter (call, "bulk", call->entity, NULL, detail);
}

/**
 * tw_rest_report_note:
 * @call: who reads
 * @report: what
 * @n_rows: how many rows there were
 * @format: (nullable): as which file; %NULL: no file
 * @title: (nullable): of the report
 *
 * A file is entered each time, rows as those of lists.
 */
void
tw_rest_report_note (TwRestCall *call, const TwReport *report, gint64 n_rows, const char *format, const char *title)
{
  const TwEntity *entity = tw_schema_get_entity (call->schema, report->entity);
  g_autofree char *sensitive = NULL, *detail = NULL;
  Key key = { .user = *tw_access_get_user (call->access), .entity = G_MAXUINT - entity->number };
  gint64 total;

  if (format != NULL)
    {
      tw_report_audit_enter_file (call->rest->store, tw_access_get_user (call->access), report, n_rows, format, title);
      return;
    }
  sensitive = n_rows > 0 ? tw_report_audit_dup_sensitive (report, call->schema) : NULL;
  if (sensitive != NULL && count (call->rest->reads, &key, 1, 1, &total))
    {
      detail = g_strdup_printf ("{\"way\":\"report\",\"fields\":[%s],\"count\":%" PRId64 "}", sensitive, n_rows);
      enter (call, "read-sensitive", entity, NULL, detail);
    }
  tw_rest_note_rows (call, entity, (guint) n_rows);
}

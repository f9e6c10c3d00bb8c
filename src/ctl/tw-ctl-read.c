/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that only read: schema, list, count, get, history, log, search, trash. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl-remote.h"
#include "tw-search.h"

/* --- schema --- */

static const char *const kind_names[] = {
  "text", "longtext", "richtext", "email", "phone", "url", "color", "file", "integer", "decimal", "percent", "money", "boolean",
  "date", "time", "datetime", "duration", "enum", "set", "tags", "list", "link", "links", "json", "geo", "number",
};

static int
print_entities (TwCtl *ctl)
{
  static const char *const keys[] = { "entity", "plural", "label", "fields", "custom", NULL };
  const char *const titles[] = { _("Entity"), _("Plural"), _("Name"), _("Fields"), _("Own"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < tw_schema_get_n_entities (ctl->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (ctl->schema, i);
      if (entity->retired)
        continue;
      tw_ctl_table_add_text (table, entity->key);
      tw_ctl_table_add_text (table, entity->plural);
      tw_ctl_table_add_text (table, tw_entity_get_label (entity, FALSE));
      tw_ctl_table_add_int (table, entity->n_fields);
      tw_ctl_table_add (table, entity->custom ? _("yes") : "", entity->custom ? "true" : "false",
                        entity->custom ? "true" : "false");
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

/* What else a person has to know of a field: bounds on what it takes, choices, targets. */
static char *
describe (const TwField *field)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *choices = NULL, *targets = NULL;
  if (field->required)
    g_ptr_array_add (parts, (gpointer) "required");
  if (field->unique)
    g_ptr_array_add (parts, (gpointer) "unique");
  if (field->formula)
    g_ptr_array_add (parts, (gpointer) "computed");
  else if (field->read_only)
    g_ptr_array_add (parts, (gpointer) "read-only");
  if (field->targets && field->targets[0])
    {
      targets = g_strjoinv (" ", (char **) field->targets);
      g_ptr_array_add (parts, targets);
    }
  if (field->choices)
    {
      g_autoptr(GString) list = g_string_new (NULL);
      for (guint i = 0; field->choices[i]; i++)
        g_string_append_printf (list, "%s%s", i > 0 ? " " : "", field->choices[i]->key);
      choices = g_strdup (list->str);
      g_ptr_array_add (parts, choices);
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static int
run_schema (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "field", "label", "kind", "about", NULL };
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 0, 1))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_schema (ctl, argc > 1 ? argv[1] : NULL);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (argc == 1)
    return print_entities (ctl);
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  const char *const titles[] = { _("Field"), _("Name"), _("Kind"), _("About"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_autofree char *about = describe (field);
      if (field->retired)
        continue;
      tw_ctl_table_add_text (table, field->key);
      tw_ctl_table_add_text (table, tw_field_get_label (field));
      tw_ctl_table_add_text (table, kind_names[field->kind]);
      tw_ctl_table_add_text (table, about);
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

/* --- list and count --- */

static int
list_query (TwCtl *ctl, const TwEntity *entity, TwQuery *query, const char *fields, int limit, const char *after)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) records = tw_store_list (ctl->store, query, limit, after, &next, &error);
  if (!records)
    return tw_ctl_fail (error);
  return tw_ctl_print_records (ctl, entity, records, fields, next) ? TW_CTL_DONE : TW_CTL_FAILED;
}

static int
run_list (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL, *sort = NULL, *fields = NULL, *after = NULL;
  int limit = 50;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Order, such as -amount,name"), N_("FIELDS") },
    { "fields", 0, 0, G_OPTION_ARG_STRING, &fields, N_("Which fields to show"), N_("FIELDS") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most so many records (50)"), N_("NUMBER") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_("Where the page before ended"), N_("CURSOR") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (limit < 1 || limit > 10000)
    return tw_ctl_usage (ctl, "%s", _("--limit is a number from 1 to 10,000."));
  if (ctl->server)
    return tw_ctl_remote_list (ctl, &(TwCtlListing) { argv[1], where, sort, fields, after, limit });
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, where, sort, &error);
  return query ? list_query (ctl, entity, query, fields, limit, after) : tw_ctl_fail (error);
}

static int
run_trash (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *after = NULL;
  int limit = 50;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most so many records (50)"), N_("NUMBER") },
    { "after", 0, 0, G_OPTION_ARG_STRING, &after, N_("Where the page before ended"), N_("CURSOR") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (limit < 1 || limit > 10000)
    return tw_ctl_usage (ctl, "%s", _("--limit is a number from 1 to 10,000."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  g_autoptr(TwQuery) live = tw_query_new (ctl->schema, entity, NULL, NULL, &error);
  if (!live)
    return tw_ctl_fail (error);
  g_autoptr(TwQuery) query = tw_query_with_deleted (live);
  return list_query (ctl, entity, query, NULL, limit, after);
}

static int
run_count (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_count (ctl, &(TwCtlListing) { .key = argv[1], .where = where });
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, where, NULL, &error);
  gint64 n = query ? tw_store_count (ctl->store, query, &error) : -1;
  if (n < 0)
    return tw_ctl_fail (error);
  g_print (ctl->format == TW_CTL_JSON ? "{\"count\":%" G_GINT64_FORMAT "}\n" : "%" G_GINT64_FORMAT "\n", n);
  return TW_CTL_DONE;
}

/* --- get --- */

static int
run_get (TwCtl *ctl, int argc, char **argv)
{
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 2, 2))
    return TW_CTL_USAGE;
  if (ctl->server)
    return tw_ctl_remote_get (ctl, argv[1], argv[2]);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  g_autoptr(TwRecord) record = entity ? tw_ctl_record (ctl, entity, argv[2]) : NULL;
  if (!record)
    return TW_CTL_FAILED;
  g_autoptr(GPtrArray) keys = g_ptr_array_new (), titles = g_ptr_array_new ();
  g_ptr_array_add (keys, (gpointer) "id");
  g_ptr_array_add (titles, (gpointer) _("Id"));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!entity->fields[i]->retired && !entity->fields[i]->hidden)
      {
        g_ptr_array_add (keys, (gpointer) entity->fields[i]->key);
        g_ptr_array_add (titles, (gpointer) tw_field_get_label (entity->fields[i]));
      }
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (titles, NULL);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, (const char *const *) keys->pdata, (const char *const *) titles->pdata);
  char id[TW_ID_TEXT_LENGTH + 1];
  tw_ctl_table_add_text (table, tw_id_print (tw_record_get_id (record), id));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!entity->fields[i]->retired && !entity->fields[i]->hidden)
      tw_ctl_table_add_value (table, entity->fields[i], tw_record_get (record, entity->fields[i]));
  tw_ctl_table_end_object (table);
  if (tw_record_is_deleted (record))
    tw_ctl_tell (_("This record is in the wastebasket."));
  return TW_CTL_DONE;
}

/* --- The log --- */

static const char *
op_name (TwOp op)
{
  static const char *const names[] = { N_("added"), N_("changed"), N_("deleted"), N_("restored"), N_("purged") };
  return _(names[op]);
}

static void
add_change (TwCtl *ctl, TwCtlTable *table, const TwEntity *entity, TwChange *change, guint i)
{
  static const char *const ops[] = { "add", "set", "delete", "restore", "purge" };
  g_autofree char *at = tw_instant_print (tw_change_get_time (change));
  const TwEntity *user = tw_schema_get_entity (ctl->schema, "user");
  g_autofree char *who = user && !tw_id_is_nil (tw_change_get_user (change))
    ? tw_store_dup_title (ctl->store, user->number, tw_change_get_user (change)) : NULL;
  const TwFieldChange *field_change = i < tw_change_get_n_fields (change) ? tw_change_get_field (change, i) : NULL;
  const TwField *field = field_change ? tw_entity_get_field_by_number (entity, field_change->field) : NULL;
  tw_ctl_table_add_int (table, tw_change_get_commit_seq (change));
  tw_ctl_table_add_text (table, at);
  tw_ctl_table_add_text (table, who);
  tw_ctl_table_add (table, op_name (tw_change_get_op (change)), ops[tw_change_get_op (change)], NULL);
  tw_ctl_table_add (table, field ? tw_field_get_label (field) : "", field ? field->key : "", field ? NULL : "null");
  if (field)
    {
      tw_ctl_table_add_value (table, field, &field_change->before);
      tw_ctl_table_add_value (table, field, &field_change->after);
    }
  else
    {
      tw_ctl_table_add (table, "", "", "null");
      tw_ctl_table_add (table, "", "", "null");
    }
  tw_ctl_table_add_text (table, tw_change_get_title (change));
}

static int
run_history (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "commit", "at", "user", "op", "field", "before", "after", "title", NULL };
  int limit = 100;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most so many changes (100)"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  TwId id;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 2, 2))
    return TW_CTL_USAGE;
  if (limit < 1)
    return tw_ctl_usage (ctl, "%s", _("--limit is a number greater than 0."));
  if (ctl->server)
    return tw_ctl_remote_history (ctl, argv[1], argv[2], limit);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity || !tw_ctl_id (argv[2], &id))
    return TW_CTL_FAILED;
  g_autoptr(GPtrArray) changes = tw_store_history (ctl->store, &id, limit, 0, &error);
  if (!changes)
    return tw_ctl_fail (error);
  const char *const titles[] = {
    _("Commit"), _("When"), _("Who"), _("What"), _("Field"), _("Before"), _("After"), _("Title"), NULL,
  };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);
      if (tw_change_get_entity (change) != entity->number)
        continue;
      for (guint k = 0; k < MAX (tw_change_get_n_fields (change), 1); k++)
        add_change (ctl, table, entity, change, k);
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

static int
run_log (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "number", "commit", "at", "changes", "title", NULL };
  int limit = 20;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most so many commits (20)"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 0, 0))
    return TW_CTL_USAGE;
  if (limit < 1 || limit > 10000)
    return tw_ctl_usage (ctl, "%s", _("--limit is a number from 1 to 10,000."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  g_autoptr(GPtrArray) newest = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_commit_unref);
  for (gint64 seq = 0;;)
    {
      g_autoptr(GPtrArray) page = tw_store_commits (ctl->store, seq, 10000, &error);
      if (!page)
        return tw_ctl_fail (error);
      if (page->len == 0)
        break;
      seq = tw_commit_get_seq (g_ptr_array_index (page, page->len - 1));
      for (guint i = 0; i < page->len; i++)
        g_ptr_array_add (newest, tw_commit_ref (g_ptr_array_index (page, i)));
      if (newest->len > (guint) limit)
        g_ptr_array_remove_range (newest, 0, newest->len - limit);
    }
  const char *const titles[] = { _("Number"), _("Commit"), _("When"), _("Changes"), _("Title"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = newest->len; i > 0; i--)
    {
      TwCommit *commit = g_ptr_array_index (newest, i - 1);
      char id[TW_ID_TEXT_LENGTH + 1];
      g_autofree char *at = tw_instant_print (tw_commit_get_time (commit));
      tw_ctl_table_add_int (table, tw_commit_get_seq (commit));
      tw_ctl_table_add_text (table, tw_id_print (tw_commit_get_id (commit), id));
      tw_ctl_table_add_text (table, at);
      tw_ctl_table_add_int (table, tw_commit_get_n_changes (commit));
      tw_ctl_table_add_text (table, tw_commit_get_title (commit));
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

/* --- search --- */

static int
run_search (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "entity", "id", "title", "detail", NULL };
  g_autofree char *key = NULL;
  int limit = 20;
  const GOptionEntry entries[] = {
    { "entity", 0, 0, G_OPTION_ARG_STRING, &key, N_("Only this kind of record"), N_("ENTITY") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most so many records (20)"), N_("NUMBER") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  const TwEntity *entity = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, -1))
    return TW_CTL_USAGE;
  if (limit < 1 || limit > 1000)
    return tw_ctl_usage (ctl, "%s", _("--limit is a number from 1 to 1,000."));
  g_autofree char *text = g_strjoinv (" ", argv + 1);
  if (ctl->server)
    return tw_ctl_remote_search (ctl, key, text, limit);
  if (!tw_ctl_open (ctl) || (key && !(entity = tw_ctl_entity (ctl, key))))
    return TW_CTL_FAILED;
  g_autoptr(GPtrArray) hits = tw_store_search (ctl->store, text, entity, limit, &error);
  if (!hits)
    return tw_ctl_fail (error);
  const char *const titles[] = { _("Entity"), _("Id"), _("Title"), _("Detail"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint i = 0; i < hits->len; i++)
    {
      const TwHit *hit = g_ptr_array_index (hits, i);
      const TwEntity *found = tw_schema_get_entity_by_number (ctl->schema, hit->entity);
      char id[TW_ID_TEXT_LENGTH + 1];
      tw_ctl_table_add_text (table, found ? found->key : "");
      tw_ctl_table_add_text (table, tw_id_print (&hit->id, id));
      tw_ctl_table_add_text (table, hit->title);
      tw_ctl_table_add_text (table, hit->detail);
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_read_commands[] = {
  { "schema", "[ENTITY]", N_("Lists the kinds of records, or the fields of one"), run_schema, TRUE },
  { "list", "ENTITY", N_("Lists records"), run_list, TRUE },
  { "count", "ENTITY", N_("Counts records"), run_count, TRUE },
  { "get", "ENTITY ID", N_("Shows a record"), run_get, TRUE },
  { "history", "ENTITY ID", N_("Shows what happened to a record"), run_history, TRUE },
  { "log", "", N_("Shows the newest commits"), run_log },
  { "search", "TEXT…", N_("Finds records by their text, best first"), run_search, TRUE },
  { "trash", "ENTITY", N_("Lists the records in the wastebasket"), run_trash },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about the expression language: eval, explain. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-explain.h"

static int
run_eval (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "type", "value", NULL };
  g_autofree char *key = NULL;
  const GOptionEntry entries[] = {
    { "on", 0, 0, G_OPTION_ARG_STRING, &key, N_("The kind of the record whose ID follows"), N_("ENTITY") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  g_auto(TwValue) value = TW_VALUE_INIT;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 2))
    return TW_CTL_USAGE;
  if ((key != NULL) != (argc == 3))
    return tw_ctl_usage (ctl, "%s", _("--on needs a kind of record and an id."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  /* Without a record the expression is read on an empty user, which is where me comes from. */
  const TwEntity *entity = tw_ctl_entity (ctl, key ? key : "user");
  g_autoptr(TwRecord) record = !entity ? NULL : key ? tw_ctl_record (ctl, entity, argv[2]) : tw_record_new (entity);
  if (!record)
    return TW_CTL_FAILED;
  g_autoptr(TwExprBound) bound = tw_expr_bind_text (argv[1], ctl->schema, entity, TW_EXPR_BIND_DEFAULT, &error);
  if (!bound || !tw_store_eval (ctl->store, bound, record, &value, &error))
    return tw_ctl_fail (error);
  g_autofree char *title = value.type == TW_TYPE_LINK ? tw_store_dup_title (ctl->store, value.tag, &value.id) : NULL;
  g_autofree char *text = title && *title ? g_steal_pointer (&title) : tw_value_print (&value);
  g_autofree char *json = tw_value_to_json (&value);
  if (ctl->format == TW_CTL_TABLE)
    {
      g_print ("%s\n", text);
      return TW_CTL_DONE;
    }
  const char *const titles[] = { _("Type"), _("Value"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_text (table, tw_type_get_name (tw_expr_bound_get_type (bound)));
  tw_ctl_table_add (table, text, NULL, json);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

static char *
json_strings (char **texts)
{
  GString *json = g_string_new ("[");
  for (guint i = 0; texts[i]; i++)
    {
      g_autofree char *one = tw_ctl_json_string (texts[i]);
      g_string_append_printf (json, "%s%s", i > 0 ? "," : "", one);
    }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static int
run_explain (TwCtl *ctl, int argc, char **argv)
{
  static const char *const keys[] = { "expression", "sql", "parameters", "plan", NULL };
  g_autofree char *key = NULL, *sort = NULL;
  const GOptionEntry entries[] = {
    { "entity", 0, 0, G_OPTION_ARG_STRING, &key, N_("The kind of records that it is a condition on"), N_("ENTITY") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Order, such as -amount,name"), N_("FIELDS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (!key)
    return tw_ctl_usage (ctl, "%s", _("--entity says what the condition is on."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, key);
  if (!entity)
    return TW_CTL_FAILED;
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, argv[1], sort, &error);
  g_autoptr(TwExplanation) explanation = query ? tw_store_explain (ctl->store, query, &error) : NULL;
  if (!explanation)
    return tw_ctl_fail (error);
  g_autofree char *canonical = tw_expr_print (tw_expr_bound_get_expr (tw_query_get_where (query)));
  if (ctl->format == TW_CTL_TABLE)
    {
      g_print ("%s\n\n%s\n\n", canonical, explanation->sql);
      for (guint i = 0; explanation->params[i]; i++)
        g_print ("?%u = %s\n", i + 1, explanation->params[i]);
      g_print ("\n");
      for (guint i = 0; explanation->plan[i]; i++)
        g_print ("%s\n", explanation->plan[i]);
      return TW_CTL_DONE;
    }
  const char *const titles[] = { _("Expression"), "SQL", _("Parameters"), _("Plan"), NULL };
  g_autofree char *params = json_strings (explanation->params), *plan = json_strings (explanation->plan);
  g_autofree char *plain_plan = g_strjoinv ("\n", explanation->plan);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_text (table, canonical);
  tw_ctl_table_add_text (table, explanation->sql);
  tw_ctl_table_add (table, params, NULL, params);
  tw_ctl_table_add (table, plain_plan, NULL, plan);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_expr_commands[] = {
  { "eval", "EXPRESSION [--on ENTITY ID]", N_("Tells what an expression gives"), run_eval },
  { "explain", "EXPRESSION --entity ENTITY", N_("Shows the SQL of a condition and how it runs"), run_explain },
  { NULL },
};

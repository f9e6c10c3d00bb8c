/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records on paper. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-record-paper.h"

static const TwPaperSize *
find_size (TwCtl *ctl, const char *name)
{
  if (name == NULL || g_ascii_strcasecmp (name, "a4") == 0)
    return &TW_PAPER_A4;
  if (g_ascii_strcasecmp (name, "letter") == 0)
    return &TW_PAPER_LETTER;
  tw_ctl_usage (ctl, _("“%s” is no size of paper. Use a4 or letter."), name);
  return NULL;
}

static char *
dup_company (TwCtl *ctl)
{
  g_autofree char *json = tw_store_dup_setting (ctl->store, "name");
  g_auto (TwValue) name = TW_VALUE_INIT;

  return json != NULL && tw_value_from_json (TW_TYPE_TEXT, json, &name, NULL) && name.type == TW_TYPE_TEXT ? g_strdup (name.text) : NULL;
}

static int
write_paper (TwPaper *paper, const char *name, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  guint n = paper != NULL ? tw_paper_get_n_pages (paper, NULL, error) : 0;

  if (n == 0 || !tw_paper_write_pdf (paper, file, NULL, error))
    return tw_ctl_fail (*error);
  g_print (ngettext ("Wrote %u page to “%s”.", "Wrote %u pages to “%s”.", n), n, name);
  g_print ("\n");
  return TW_CTL_DONE;
}

static gboolean
is_pdf (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".pdf");
}

static int
run_print (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL, *sort = NULL, *fields = NULL, *size_name = NULL, *company = NULL;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Order, such as -amount,name"), N_("FIELDS") },
    { "fields", 0, 0, G_OPTION_ARG_STRING, &fields, N_("Which fields to write"), N_("FIELDS") },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &size_name, N_("a4 or letter"), N_("SIZE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPaper) paper = NULL;
  const TwPaperSize *size;
  const TwEntity *entity;

  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 2, 3))
    return TW_CTL_USAGE;
  if (!is_pdf (argv[argc - 1]))
    return tw_ctl_usage (ctl, _("The name of “%s” must end in .pdf."), argv[argc - 1]);
  size = find_size (ctl, size_name);
  if (size == NULL)
    return TW_CTL_USAGE;
  entity = tw_ctl_open (ctl) ? tw_ctl_entity (ctl, argv[1]) : NULL;
  if (entity == NULL)
    return TW_CTL_FAILED;
  company = dup_company (ctl);
  if (argc == 4)
    {
      g_autoptr (TwRecord) record = tw_ctl_record (ctl, entity, argv[2]);

      if (record == NULL)
        return TW_CTL_FAILED;
      paper = tw_record_paper_new (ctl->store, record, size, company, &error);
    }
  else
    {
      g_autoptr (TwQuery) query = tw_query_new (ctl->schema, entity, where, sort != NULL ? sort : entity->default_sort, &error);
      g_auto (GStrv) keys = fields != NULL ? g_strsplit (fields, ",", -1) : NULL;
      TwListPaper list = { ctl->store, (const char *const *) keys, NULL, where, company, size };

      for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
        g_strstrip (keys[i]);
      paper = query != NULL ? tw_list_paper_new (&list, query, NULL, &error) : NULL;
    }
  return write_paper (paper, argv[argc - 1], &error);
}

const TwCtlCommand tw_ctl_paper_commands[] = {
  { "print", "ENTITY [ID] FILE.pdf", N_("Prints a list of records, or one record, into a PDF"), run_print },
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quote pdf: a quote in its design, in its customer's language. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-quote-paper.h"

static gboolean
find_size (TwCtl *ctl, const char *name, const TwPaperSize **size)
{
  *size = name == NULL || g_ascii_strcasecmp (name, "a4") == 0 ? &TW_PAPER_A4 : g_ascii_strcasecmp (name, "letter") == 0 ? &TW_PAPER_LETTER : NULL;
  if (*size == NULL)
    tw_ctl_usage (ctl, _("“%s” is no size of paper. Use a4 or letter."), name);
  return *size != NULL;
}

static int
write_pdf (TwCtl *ctl, const TwId *id, const TwQuotePaperChoice *choice, const char *name)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPaper) paper = tw_quote_paper_load (ctl->store, id, choice, &error);
  guint n = paper != NULL ? tw_paper_get_n_pages (paper, NULL, &error) : 0;

  if (n == 0 || !tw_paper_write_pdf (paper, file, NULL, &error))
    return tw_ctl_fail (error);
  g_print (ngettext ("Wrote %u page to “%s”.", "Wrote %u pages to “%s”.", n), n, name);
  g_print ("\n");
  return TW_CTL_DONE;
}

int
tw_ctl_quote_pdf (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *template = NULL, *language = NULL, *size_name = NULL;
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &template, N_("classic, modern, or the name of a quote template"), N_("NAME") },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_("The language that it is written in, such as fr"), N_("LANGUAGE") },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &size_name, N_("a4 or letter"), N_("SIZE") },
    G_OPTION_ENTRY_NULL,
  };
  const TwPaperSize *size;
  TwId id;

  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 3, 3) || !find_size (ctl, size_name, &size))
    return TW_CTL_USAGE;
  if (!tw_ctl_id (argv[2], &id) || !tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  return write_pdf (ctl, &id, &(TwQuotePaperChoice) { template, language, size }, argv[3]);
}

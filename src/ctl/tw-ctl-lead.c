/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lead convert: makes a company, a contact and a deal of a lead, or shows what it would make. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-ctl.h"
#include "tw-lead-conversion.h"

static const char *const parts[TW_LEAD_N_PARTS] = { "company", "contact", "deal" };

/* "new", the record that is linked, or nothing. */
static char *
dup_part (TwLeadConversion *conversion, TwLeadPart part)
{
  TwRecord *record = tw_lead_conversion_get_record (conversion, part);
  g_autofree char *title = record ? tw_record_dup_title (record) : NULL;
  if (!record)
    return g_strdup (_("none"));
  /* Translators: a record that is made of a lead, or one that is there already. */
  return g_strdup_printf (tw_record_is_new (record) ? _("new: %s") : _("there already: %s"), title);
}

static int
print_parts (TwCtl *ctl, TwLeadConversion *conversion)
{
  g_autoptr(GError) error = NULL;
  gint64 n = tw_lead_conversion_count_related (conversion, &error);
  if (n < 0)
    return tw_ctl_fail (error);
  static const char *const keys[] = { "company", "contact", "deal", "related", NULL };
  const char *const titles[] = {
    tw_entity_get_label (tw_lead_conversion_get_entity (conversion, TW_LEAD_COMPANY), FALSE),
    tw_entity_get_label (tw_lead_conversion_get_entity (conversion, TW_LEAD_CONTACT), FALSE),
    tw_entity_get_label (tw_lead_conversion_get_entity (conversion, TW_LEAD_DEAL), FALSE), _("Linked on"), NULL
  };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  for (guint p = 0; p < TW_LEAD_N_PARTS; p++)
    {
      g_autofree char *text = dup_part (conversion, p);
      tw_ctl_table_add_text (table, text);
    }
  tw_ctl_table_add_int (table, n);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

/* --company=ID and the like: the record that is there already; "none": no such record. FALSE: told. */
static gboolean
take_choice (TwCtl *ctl, TwLeadConversion *conversion, TwLeadPart part, const char *choice)
{
  if (!choice)
    return TRUE;
  if (strcmp (choice, "none") == 0)
    {
      tw_lead_conversion_leave (conversion, part);
      return TRUE;
    }
  if (strcmp (choice, "new") == 0)
    {
      tw_lead_conversion_make (conversion, part);
      return TRUE;
    }
  g_autoptr(TwRecord) record = tw_ctl_record (ctl, tw_lead_conversion_get_entity (conversion, part), choice);
  if (!record)
    return FALSE;
  tw_lead_conversion_link (conversion, part, record);
  return TRUE;
}

static int
convert (TwCtl *ctl, const TwId *id, char *const choices[TW_LEAD_N_PARTS], gboolean preview)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwLeadConversion) conversion = tw_lead_conversion_new (ctl->store, id, &error);
  if (!conversion)
    return tw_ctl_fail (error);
  for (guint p = 0; p < TW_LEAD_N_PARTS; p++)
    if (!take_choice (ctl, conversion, p, choices[p]))
      return TW_CTL_FAILED;
  if (preview)
    return print_parts (ctl, conversion);
  g_autofree char *name = tw_record_dup_title (tw_lead_conversion_get_lead (conversion));
  g_autoptr(TwCommit) commit = tw_lead_conversion_commit (conversion, &error);
  if (!commit)
    return tw_ctl_fail (error);
  g_autofree char *sentence = g_strdup_printf (_("Converted the lead “%s”."), name);
  tw_ctl_tell_commit (ctl, commit, sentence);
  return TW_CTL_DONE;
}

static int
run_lead (TwCtl *ctl, int argc, char **argv)
{
  gboolean preview = FALSE;
  char *choices[TW_LEAD_N_PARTS] = { NULL };
  const GOptionEntry entries[] = {
    { "preview", 0, 0, G_OPTION_ARG_NONE, &preview, N_("Shows what it would become, and changes nothing"), NULL },
    { parts[0], 0, 0, G_OPTION_ARG_STRING, &choices[0], N_("The company that it belongs to, “new” or “none”"), N_("ID") },
    { parts[1], 0, 0, G_OPTION_ARG_STRING, &choices[1], N_("The contact that it is, “new” or “none”"), N_("ID") },
    { parts[2], 0, 0, G_OPTION_ARG_STRING, &choices[2], N_("The deal that it belongs to, “new” or “none”"), N_("ID") },
    G_OPTION_ENTRY_NULL,
  };
  int status = TW_CTL_USAGE;
  TwId id;
  if (tw_ctl_parse (ctl, &argc, &argv, entries, 2, 2))
    {
      if (strcmp (argv[1], "convert") != 0)
        status = tw_ctl_usage (ctl, _("A lead can be converted: lead convert ID, not “%s”."), argv[1]);
      else
        status = tw_ctl_id (argv[2], &id) && tw_ctl_open (ctl) ? convert (ctl, &id, choices, preview) : TW_CTL_FAILED;
    }
  for (guint p = 0; p < TW_LEAD_N_PARTS; p++)
    g_free (choices[p]);
  return status;
}

const TwCtlCommand tw_ctl_lead_commands[] = {
  { "lead", "convert ID", N_("Makes a company, a contact and a deal of a lead"), run_lead },
  { NULL },
};

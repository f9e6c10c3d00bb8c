/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-draft.h"

#define KEY  "report-drafts"
#define TYPE "a{s(sss)}"
#define MOST 50                                         /* the oldest goes */

/* Reports of another workspace have other ids; what was never saved has the workspace in its key. */
static char *
dup_prefix (TwWorkspace *workspace)
{
  return g_strdup_printf ("new-%08x-", g_str_hash (tw_store_get_dir (tw_workspace_get_store (workspace))));
}

/* draft: (nullable): comes first; key: goes. */
static void
write_drafts (TwWorkspace         *workspace,
              const TwReportDraft *draft,
              const char          *key)
{
  GSettings *settings = tw_workspace_get_settings (workspace);
  g_autoptr(GVariant) all = g_settings_get_value (settings, KEY);
  const char *other = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *entry = NULL;
  guint n = draft != NULL ? 1 : 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  if (draft != NULL)
    g_variant_builder_add (&builder, "{s(sss)}", key, draft->title, draft->definition, draft->range != NULL ? draft->range : "");
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s@(sss)}", &other, &entry))
    {
      if (!g_str_equal (other, key) && n++ < MOST)
        g_variant_builder_add (&builder, "{s@(sss)}", other, entry);
      g_variant_unref (entry);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

static TwReportDraft *
read_draft (const char *key,
            GVariant   *entry)
{
  TwReportDraft *draft = g_new0 (TwReportDraft, 1);

  draft->key = g_strdup (key);
  g_variant_get (entry, "(sss)", &draft->title, &draft->definition, &draft->range);
  if (*draft->range == '\0')
    g_clear_pointer (&draft->range, g_free);
  return draft;
}

/**
 * tw_report_draft_new_key:
 * @workspace: the workspace
 *
 * Returns: (transfer full): a key for a report that was never saved
 */
char *
tw_report_draft_new_key (TwWorkspace *workspace)
{
  g_autofree char *prefix = dup_prefix (workspace), *id = g_uuid_string_random ();

  return g_strconcat (prefix, id, NULL);
}

/**
 * tw_report_draft_keep:
 * @workspace: the workspace
 * @draft: what is not saved
 */
void
tw_report_draft_keep (TwWorkspace         *workspace,
                      const TwReportDraft *draft)
{
  write_drafts (workspace, draft, draft->key);
}

/**
 * tw_report_draft_forget:
 * @workspace: the workspace
 * @key: of a draft, whether there is one or not
 */
void
tw_report_draft_forget (TwWorkspace *workspace,
                        const char  *key)
{
  g_autoptr(TwReportDraft) draft = tw_report_draft_find (workspace, key);

  if (draft != NULL)
    write_drafts (workspace, NULL, key);
}

/**
 * tw_report_draft_find:
 * @workspace: the workspace
 * @key: of a draft
 *
 * Returns: (transfer full) (nullable): what was not saved
 */
TwReportDraft *
tw_report_draft_find (TwWorkspace *workspace,
                      const char  *key)
{
  g_autoptr(GVariant) all = g_settings_get_value (tw_workspace_get_settings (workspace), KEY);
  g_autoptr(GVariant) entry = g_variant_lookup_value (all, key, G_VARIANT_TYPE ("(sss)"));

  return entry != NULL ? read_draft (key, entry) : NULL;
}

/**
 * tw_report_draft_list:
 * @workspace: the workspace
 *
 * Returns: (transfer full) (element-type TwReportDraft): drafts of reports that were never saved here, the newest first
 */
GPtrArray *
tw_report_draft_list (TwWorkspace *workspace)
{
  g_autoptr(GVariant) all = g_settings_get_value (tw_workspace_get_settings (workspace), KEY);
  g_autofree char *prefix = dup_prefix (workspace);
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_draft_free);
  const char *key = NULL;
  GVariantIter iter;
  GVariant *entry = NULL;

  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s@(sss)}", &key, &entry))
    {
      if (g_str_has_prefix (key, prefix))
        g_ptr_array_add (drafts, read_draft (key, entry));
      g_variant_unref (entry);
    }
  return drafts;
}

/**
 * tw_report_draft_free:
 * @draft: (nullable) (transfer full): a draft
 */
void
tw_report_draft_free (TwReportDraft *draft)
{
  if (draft == NULL)
    return;
  g_free (draft->key);
  g_free (draft->title);
  g_free (draft->definition);
  g_free (draft->range);
  g_free (draft);
}

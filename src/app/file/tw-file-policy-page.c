/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-policy-page.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-record-file.h"

#define MEGABYTE 1000000
#define DELAY    600                                   /* ms: a number that is being typed is kept once */

struct _TwFilePolicyPage
{
  AdwPreferencesPage parent_instance;

  TwWorkspace    *workspace;                           /* (owned) */
  GtkSpinButton  *size;
  GtkSwitch      *switches[TW_N_FILE_GROUPS];
  AdwPreferencesGroup *kinds;
  guint           delay_id;
  gboolean        filling;
};

G_DEFINE_FINAL_TYPE (TwFilePolicyPage, tw_file_policy_page, ADW_TYPE_PREFERENCES_PAGE)

static TwStore *
get_store (TwFilePolicyPage *self)
{
  return tw_workspace_get_store (self->workspace);
}

static void
fill (TwFilePolicyPage *self)
{
  TwFilePolicy policy;

  tw_file_policy_load (get_store (self), &policy);
  self->filling = TRUE;
  gtk_spin_button_set_value (self->size, (double) (policy.max_size / MEGABYTE));
  for (guint group = 0; group < TW_N_FILE_GROUPS; group++)
    gtk_switch_set_active (self->switches[group], !policy.refused[group]);
  self->filling = FALSE;
}

static void
committed_cb (TwFilePolicyPage *self,
              TwCommit         *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "file_policy");

  if (entity != NULL && self->delay_id == 0 && tw_commit_touches (commit, entity))
    fill (self);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwFilePolicyPage) self = TW_FILE_POLICY_PAGE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit != NULL || self->workspace == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  fill (self);
}

static void
save (TwFilePolicyPage *self)
{
  TwFilePolicy policy = { .max_size = (gint64) gtk_spin_button_get_value_as_int (self->size) * MEGABYTE };
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  for (guint group = 0; group < TW_N_FILE_GROUPS; group++)
    policy.refused[group] = !gtk_switch_get_active (self->switches[group]);
  edit = tw_file_policy_save (get_store (self), &policy, &error);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, saved_cb, g_object_ref (self));
}

static void
switched_cb (TwFilePolicyPage *self)
{
  if (!self->filling)
    save (self);
}

static gboolean
delay_cb (gpointer data)
{
  TwFilePolicyPage *self = TW_FILE_POLICY_PAGE (data);

  self->delay_id = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
size_changed_cb (TwFilePolicyPage *self)
{
  if (self->filling)
    return;
  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->delay_id = g_timeout_add (DELAY, delay_cb, self);
}

static GtkWidget *
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *subtitle,
         GtkWidget           *input)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (input, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), input);
  adw_preferences_group_add (group, row);
  return row;
}

static void
tw_file_policy_page_dispose (GObject *object)
{
  TwFilePolicyPage *self = TW_FILE_POLICY_PAGE (object);

  /* What was typed last counts. */
  if (self->delay_id != 0 && self->workspace != NULL)
    {
      g_clear_handle_id (&self->delay_id, g_source_remove);
      save (self);
    }
  self->filling = TRUE;
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_file_policy_page_parent_class)->dispose (object);
}

static void
tw_file_policy_page_class_init (TwFilePolicyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_file_policy_page_dispose;
}

static void
tw_file_policy_page_init (TwFilePolicyPage *self)
{
  AdwPreferencesGroup *sizes = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _("Files"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "folder-documents-symbolic");
  adw_preferences_group_set_title (sizes, _("Files of the Workspace"));
  adw_preferences_group_set_description (sizes, _("This holds for everybody, on all computers and at the server. Files that are here already stay."));
  self->size = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, (double) (TW_FILE_MAX_SIZE / MEGABYTE), 10));
  add_row (sizes, _("Largest File"), _("In megabytes"), GTK_WIDGET (self->size));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), sizes);
  self->kinds = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->kinds, _("Kinds That Are Taken"));
  adw_preferences_group_set_description (self->kinds, _("What a file is, is seen by its contents, whatever its name says."));
  for (guint group = 0; group < TW_N_FILE_GROUPS; group++)
    {
      self->switches[group] = GTK_SWITCH (gtk_switch_new ());
      add_row (self->kinds, tw_file_group_get_label (group), NULL, GTK_WIDGET (self->switches[group]));
      g_signal_connect_object (self->switches[group], "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->size, "value-changed", G_CALLBACK (size_changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), self->kinds);
}

/**
 * tw_file_policy_page_is_for:
 * @workspace: a workspace
 *
 * Returns: whether whoever uses it may say which files are taken
 */
gboolean
tw_file_policy_page_is_for (TwWorkspace *workspace)
{
  TwStore *store = NULL;
  const TwEntity *entity = NULL;
  g_autoptr(TwAccess) access = NULL;

  g_return_val_if_fail (TW_IS_WORKSPACE (workspace), FALSE);
  store = tw_workspace_get_store (workspace);
  entity = tw_schema_get_entity (tw_workspace_get_schema (workspace), "file_policy");
  if (entity == NULL || tw_store_is_read_only (store))
    return FALSE;
  /* Without a server everything is one's own. */
  if (tw_sync_account_get_sync (tw_workspace_get_account (workspace)) == NULL)
    return TRUE;
  access = tw_access_new (store, tw_store_get_user (store), NULL, NULL);
  return access != NULL && tw_access_may (access, TW_RIGHT_CHANGE, entity);
}

/**
 * tw_file_policy_page_new:
 * @workspace: a workspace
 *
 * Returns: (transfer floating): the page, which follows the store
 */
GtkWidget *
tw_file_policy_page_new (TwWorkspace *workspace)
{
  TwFilePolicyPage *self = g_object_new (TW_TYPE_FILE_POLICY_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  fill (self);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * tw_file_policy_page_get_switch:
 * @self: the page
 * @group: a kind of files
 *
 * Returns: (transfer none): what lets it in
 */
GtkSwitch *
tw_file_policy_page_get_switch (TwFilePolicyPage *self,
                                TwFileGroup       group)
{
  g_return_val_if_fail (TW_IS_FILE_POLICY_PAGE (self) && group < TW_N_FILE_GROUPS, NULL);
  return self->switches[group];
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-sync-page.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-conflict-card.h"
#include "tw-merge.h"
#include "tw-sync-files-group.h"
#include "tw-sync-files.h"
#include "tw-sync-page-rows.h"
#include "tw-sync-words.h"

#define MAX_WAITING   50
#define MAX_CONFLICTS 200
#define MAX_PROBLEMS  20

struct _TwSyncPage
{
  TwWindowPage         parent_instance;

  GPtrArray           *refusals;                       /* (owned) (nullable) TwRefusal, those that are shown */
  char                *waiting_key, *refused_key, *conflict_key, *problem_key;  /* (owned) (nullable) what each part shows */

  GtkStack            *stack;
  GtkImage            *state_icon;
  AdwActionRow        *state_row;
  GtkButton           *now_button;
  GtkButton           *remove_button;
  GtkButton           *sign_in_button;
  GtkProgressBar      *progress;
  AdwActionRow        *server_row;
  AdwActionRow        *user_row;
  AdwActionRow        *contact_row;
  AdwActionRow        *check_row;
  AdwActionRow        *file_row;
  AdwPreferencesGroup *conflict_group;
  GtkBox              *conflict_box;
  AdwPreferencesGroup *refused_group;
  GtkListBox          *refused_list;
  AdwPreferencesGroup *waiting_group;
  GtkListBox          *waiting_list;
  TwSyncFilesGroup    *files_group;
  AdwPreferencesGroup *problem_group;
  GtkListBox          *problem_list;
};

G_DEFINE_FINAL_TYPE (TwSyncPage, tw_sync_page, TW_TYPE_WINDOW_PAGE)

static TwWorkspace *
get_workspace (TwSyncPage *self)
{
  return tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
}

static void
clear_children (GtkWidget *widget)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    {
      if (GTK_IS_LIST_BOX (widget))
        gtk_list_box_remove (GTK_LIST_BOX (widget), child);
      else
        gtk_box_remove (GTK_BOX (widget), child);
    }
}

/* Whether a part has to be made anew; what is the same stays with its focus and its place. */
static gboolean
take_key (char   **key,
          GString *now)
{
  g_autofree char *text = g_string_free (now, FALSE);

  if (g_strcmp0 (*key, text) == 0)
    return FALSE;
  g_free (*key);
  *key = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

/* --- The state --- */

/* When all was last found to be the same, and how often it was not. */
static char *
dup_checked (TwSync    *sync,
             GTimeZone *zone)
{
  gint64 repairs = 0, checked = sync != NULL ? tw_sync_get_checked (sync, &repairs) : 0;
  g_autofree char *time = checked != 0 ? tw_instant_format (checked, zone) : NULL, *mended = NULL;

  if (checked == 0)
    return g_strdup (_("Not yet"));
  if (repairs == 0)
    return g_strdup_printf ("%s · %s", time, _("no difference"));
  mended = g_strdup_printf (ngettext ("%u list of records was read anew so far", "%u lists of records were read anew so far", (guint) repairs),
                            (guint) repairs);
  return g_strdup_printf ("%s · %s", time, mended);
}

static void
show_state (TwSyncPage *self)
{
  TwWorkspace *workspace = get_workspace (self);
  TwSyncAccount *account = tw_workspace_get_account (workspace);
  TwSync *sync = tw_sync_account_get_sync (account);
  g_autoptr(TwSyncWords) words = tw_sync_words_new (account, tw_workspace_get_zone (workspace));
  g_autofree char *user = tw_sync_account_dup_user (account), *contact = NULL;
  g_autofree char *checked = dup_checked (sync, tw_workspace_get_zone (workspace));
  gboolean signed_out = tw_sync_account_get_state (account) == TW_ACCOUNT_SIGNED_OUT;
  gint64 last = 0;

  gtk_image_set_from_icon_name (self->state_icon, words->icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), words->text);
  adw_action_row_set_subtitle (self->state_row, words->sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->now_button), !signed_out);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), !signed_out && sync != NULL && tw_sync_get_removal (sync, NULL) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button), signed_out);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), words->progress >= 0);
  gtk_progress_bar_set_fraction (self->progress, MAX (words->progress, 0));
  if (sync != NULL)
    g_object_get (sync, "last-contact", &last, NULL);
  if (last != 0)
    contact = tw_instant_format (last, tw_workspace_get_zone (workspace));
  adw_action_row_set_subtitle (self->server_row, tw_sync_account_get_server (account));
  adw_action_row_set_subtitle (self->user_row, user != NULL ? user : _("Not loaded yet"));
  adw_action_row_set_subtitle (self->contact_row, contact != NULL ? contact : _("None since the program was started"));
  adw_action_row_set_subtitle (self->check_row, checked);
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), tw_sync_account_get_place (account) == TW_SECRETS_FILE);
}

/* --- Conflicts --- */

static void
add_conflicts (TwSyncPage *self,
               GPtrArray  *conflicts)
{
  TwWorkspace *workspace = get_workspace (self);
  GtkWidget *cards = NULL;
  TwId former = tw_id_nil;

  while (conflicts->len > 0)
    {
      TwConflict *conflict = g_ptr_array_steal_index (conflicts, 0);

      if (cards == NULL || !tw_id_equal (&conflict->record, &former))
        {
          GtkWidget *heading = gtk_button_new_with_label (conflict->title);
          char id[TW_ID_TEXT_LENGTH + 1];

          gtk_widget_add_css_class (heading, "flat");
          gtk_widget_add_css_class (heading, "heading");
          gtk_widget_set_halign (heading, GTK_ALIGN_START);
          gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (heading))), PANGO_ELLIPSIZE_END);
          if (conflict->entity != NULL)
            {
              gtk_actionable_set_action_name (GTK_ACTIONABLE (heading), "win.open-record");
              gtk_actionable_set_action_target (GTK_ACTIONABLE (heading), "(uss)", conflict->entity->number,
                                                tw_id_print (&conflict->record, id), "");
            }
          gtk_box_append (self->conflict_box, heading);
          cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
          gtk_widget_add_css_class (cards, "card");
          gtk_box_append (self->conflict_box, cards);
          former = conflict->record;
        }
      else
        gtk_box_append (GTK_BOX (cards), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      gtk_box_append (GTK_BOX (cards), GTK_WIDGET (tw_conflict_card_new (workspace, conflict)));
    }
}

static void
show_conflicts (TwSyncPage *self)
{
  g_autoptr(GPtrArray) conflicts = tw_conflicts_list (tw_workspace_get_store (get_workspace (self)), MAX_CONFLICTS, NULL);
  GString *key = g_string_new (NULL);
  gboolean focus = has_focus_inside (GTK_WIDGET (self->conflict_box));
  g_autofree char *description = NULL;
  guint count = tw_sync_account_get_conflicts (tw_workspace_get_account (get_workspace (self)));

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      TwRecord *record = ((TwConflict *) g_ptr_array_index (conflicts, i))->conflict;
      char id[TW_ID_TEXT_LENGTH + 1];

      g_string_append_printf (key, "%s:%" G_GINT64_FORMAT " ", tw_id_print (tw_record_get_id (record), id),
                              tw_record_get_row_seq (record));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_group), conflicts != NULL && conflicts->len > 0);
  if (!take_key (&self->conflict_key, key))
    return;
  clear_children (GTK_WIDGET (self->conflict_box));
  if (conflicts == NULL)
    return;
  if (count > conflicts->len)
    description = g_strdup_printf (_("The first %u of %u."), conflicts->len, count);
  adw_preferences_group_set_description (self->conflict_group, description);
  add_conflicts (self, conflicts);
  if (focus)
    gtk_widget_child_focus (GTK_WIDGET (self->conflict_box), GTK_DIR_TAB_FORWARD);
}

/* --- What was refused --- */

static void
show_refused (TwSyncPage *self)
{
  TwWorkspace *workspace = get_workspace (self);
  g_autoptr(GPtrArray) refusals = tw_store_is_replica (tw_workspace_get_store (workspace))
                                  ? tw_refusals_list (tw_workspace_get_store (workspace), NULL) : NULL;
  GString *key = g_string_new (NULL);

  for (guint i = 0; refusals != NULL && i < refusals->len; i++)
    g_string_append_printf (key, "%" G_GINT64_FORMAT " ", ((TwRefusal *) g_ptr_array_index (refusals, i))->n);
  gtk_widget_set_visible (GTK_WIDGET (self->refused_group), refusals != NULL && refusals->len > 0);
  if (!take_key (&self->refused_key, key))
    return;
  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  self->refusals = g_steal_pointer (&refusals);
  clear_children (GTK_WIDGET (self->refused_list));
  for (guint i = 0; self->refusals != NULL && i < self->refusals->len; i++)
    gtk_list_box_append (self->refused_list, tw_sync_row_new_refusal (workspace, g_ptr_array_index (self->refusals, i)));
}

/* --- What waits, and what went wrong --- */

static void
show_waiting (TwSyncPage *self)
{
  TwWorkspace *workspace = get_workspace (self);
  TwStore *store = tw_workspace_get_store (workspace);
  gint64 pending = tw_sync_account_get_pending (tw_workspace_get_account (workspace));
  g_autoptr(GPtrArray) items = pending > 0 ? tw_outbox_read (store, 0, MAX_WAITING, G_MAXSIZE, NULL) : NULL;
  g_autofree char *description = NULL;
  GString *key = g_string_new (NULL);

  for (guint i = 0; items != NULL && i < items->len; i++)
    g_string_append_printf (key, "%" G_GINT64_FORMAT ":%u ", ((TwOutboxItem *) g_ptr_array_index (items, i))->n,
                            ((TwOutboxItem *) g_ptr_array_index (items, i))->tries);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_group), items != NULL && items->len > 0);
  if (items != NULL && pending > items->len)
    description = g_strdup_printf (_("The first %u of %lld."), items->len, (long long) pending);
  adw_preferences_group_set_description (self->waiting_group, description);
  if (!take_key (&self->waiting_key, key))
    return;
  clear_children (GTK_WIDGET (self->waiting_list));
  for (guint i = 0; items != NULL && i < items->len; i++)
    gtk_list_box_append (self->waiting_list,
                         tw_sync_row_new_waiting (g_ptr_array_index (items, i), tw_workspace_get_zone (workspace)));
}

static void
show_problems (TwSyncPage *self)
{
  TwWorkspace *workspace = get_workspace (self);
  TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (workspace));
  g_autoptr(GPtrArray) problems = sync != NULL ? tw_sync_list_problems (sync) : NULL;
  GString *key = g_string_new (NULL);

  for (guint i = 0; problems != NULL && i < MIN (problems->len, MAX_PROBLEMS); i++)
    g_string_append (key, g_ptr_array_index (problems, i));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_group), problems != NULL && problems->len > 0);
  if (!take_key (&self->problem_key, key))
    return;
  clear_children (GTK_WIDGET (self->problem_list));
  for (guint i = 0; problems != NULL && i < MIN (problems->len, MAX_PROBLEMS); i++)
    gtk_list_box_append (self->problem_list,
                         tw_sync_row_new_problem (g_ptr_array_index (problems, i), tw_workspace_get_zone (workspace)));
}

static void
changed_cb (TwSyncPage *self)
{
  TwSyncAccount *account = tw_workspace_get_account (get_workspace (self));
  gboolean alone = tw_sync_account_get_state (account) == TW_ACCOUNT_ALONE;

  gtk_stack_set_visible_child_name (self->stack, alone ? "alone" : "server");
  show_state (self);
  show_conflicts (self);
  show_refused (self);
  show_waiting (self);
  tw_sync_files_group_update (self->files_group, get_workspace (self));
  show_problems (self);
}

/* --- Commands --- */

static TwRefusal *
find_refusal (TwSyncPage *self,
              GVariant   *parameter)
{
  for (guint i = 0; self->refusals != NULL && i < self->refusals->len; i++)
    {
      TwRefusal *refusal = g_ptr_array_index (self->refusals, i);

      if (refusal->n == g_variant_get_int64 (parameter))
        return refusal;
    }
  return NULL;
}

static void
retry (GtkWidget  *widget,
       const char *name,
       GVariant   *parameter)
{
  TwSyncPage *self = TW_SYNC_PAGE (widget);
  TwRefusal *refusal = find_refusal (self, parameter);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  if (refusal == NULL)
    return;
  commit = tw_refusal_retry (tw_workspace_get_store (get_workspace (self)), refusal->n, tw_merge_again, &error);
  if (commit == NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  changed_cb (self);
}

static void
discard (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwSyncPage *self = TW_SYNC_PAGE (widget);
  TwRefusal *refusal = find_refusal (self, parameter);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (refusal == NULL)
    return;
  /* What is let go for ever can still be pasted. */
  text = tw_sync_dup_refusal_text (get_workspace (self), refusal);
  if (tw_refusal_drop (tw_workspace_get_store (get_workspace (self)), refusal->n, &error))
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
      gtk_widget_activate_action (widget, "win.toast", "s", _("Discarded. Its text was copied, in case you need it."));
    }
  else
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  changed_cb (self);
}

static void
copy (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwSyncPage *self = TW_SYNC_PAGE (widget);
  TwRefusal *refusal = find_refusal (self, parameter);
  g_autofree char *text = refusal != NULL ? tw_sync_dup_refusal_text (get_workspace (self), refusal) : NULL;

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Copied."));
}

static void
want_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (get_workspace (TW_SYNC_PAGE (widget))));
  g_autoptr(GError) error = NULL;

  if (sync != NULL && !tw_sync_want_file (sync, g_variant_get_string (parameter, NULL), &error))
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  changed_cb (TW_SYNC_PAGE (widget));
}

static void
stop_file (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwSync *sync = tw_sync_account_get_sync (tw_workspace_get_account (get_workspace (TW_SYNC_PAGE (widget))));
  g_autoptr(GError) error = NULL;

  if (sync != NULL && !tw_sync_stop_file (sync, g_variant_get_string (parameter, NULL), &error))
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
  changed_cb (TW_SYNC_PAGE (widget));
}

static const TwActionInfo infos[] = {
  { "sync.want-file", NULL, NULL, "s", NULL, want_file },
  { "sync.stop-file", NULL, NULL, "s", NULL, stop_file },
  { "sync.retry", NULL, NULL, "x", NULL, retry },
  { "sync.discard", NULL, NULL, "x", NULL, discard },
  { "sync.copy", NULL, NULL, "x", NULL, copy },
};

const TwActionTable tw_sync_page_actions = { N_("Sync"), infos, G_N_ELEMENTS (infos) };

/* --- The object --- */

static void
tw_sync_page_constructed (GObject *object)
{
  TwSyncPage *self = TW_SYNC_PAGE (object);

  G_OBJECT_CLASS (tw_sync_page_parent_class)->constructed (object);
  g_signal_connect_object (tw_workspace_get_account (get_workspace (self)), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
tw_sync_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_SYNC_PAGE);
  G_OBJECT_CLASS (tw_sync_page_parent_class)->dispose (object);
}

static void
tw_sync_page_finalize (GObject *object)
{
  TwSyncPage *self = TW_SYNC_PAGE (object);

  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  g_free (self->waiting_key);
  g_free (self->refused_key);
  g_free (self->conflict_key);
  g_free (self->problem_key);
  G_OBJECT_CLASS (tw_sync_page_parent_class)->finalize (object);
}

static void
tw_sync_page_class_init (TwSyncPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tw_sync_page_constructed;
  object_class->dispose = tw_sync_page_dispose;
  object_class->finalize = tw_sync_page_finalize;
  TW_WINDOW_PAGE_CLASS (klass)->help = "sync";
  g_type_ensure (TW_TYPE_SYNC_FILES_GROUP);
  tw_action_table_install (&tw_sync_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("sync/tw-sync-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, now_button);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, progress);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, files_group);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, contact_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, check_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, file_row);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, conflict_group);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, conflict_box);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, refused_group);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, refused_list);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, waiting_list);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, problem_group);
  gtk_widget_class_bind_template_child (widget_class, TwSyncPage, problem_list);
}

static void
tw_sync_page_init (TwSyncPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tw_window_page_set_place (TW_WINDOW_PAGE (self), "");
}

/**
 * tw_sync_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, which follows the workspace's account
 */
TwSyncPage *
tw_sync_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_SYNC_PAGE, "workspace", workspace, NULL);
}

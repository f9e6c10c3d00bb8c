/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-inbox-page.h"

#include <glib/gi18n-lib.h>

#include "tw-inbox.h"

#define MAX_ROWS     200
#define RELOAD_DELAY 50                                /* ms */
#define LATER        (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

struct _TwInboxPage
{
  TwWindowPage     parent_instance;

  guint            reload_id;

  GtkStack        *stack;
  AdwStatusPage   *error_page;
  GtkListBox      *list;
  GtkToggleButton *unread_button;
};

G_DEFINE_FINAL_TYPE (TwInboxPage, tw_inbox_page, TW_TYPE_WINDOW_PAGE)

static TwWorkspace *
get_workspace (TwInboxPage *self)
{
  return tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
}

static void
add_button (GtkWidget  *row,
            const char *icon,
            const char *words,
            const char *action,
            const char *id)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* What the buttons are depends on what it is about, so the rows are made in code. */
static GtkWidget *
make_row (TwInboxPage *self,
          TwRecord    *notification)
{
  GtkWidget *row = adw_action_row_new (), *icon = NULL, *when = NULL;
  g_autofree char *title = tw_inbox_dup_title (tw_workspace_get_store (get_workspace (self)), notification), *time = NULL;
  g_autofree char *words = tw_inbox_dup_words (tw_workspace_get_store (get_workspace (self)), notification);
  const TwValue *at = tw_record_get_key (notification, "created_at");
  gboolean read = tw_inbox_is_read (notification);
  TwId about;
  const TwEntity *entity = tw_inbox_get_about (notification, &about);
  char id[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (tw_record_get_id (notification), id);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  icon = gtk_image_new_from_icon_name (entity != NULL ? entity->icon : "preferences-system-notifications-symbolic");
  gtk_widget_add_css_class (icon, read ? "dim-label" : "accent");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  time = at->type == TW_TYPE_DATETIME ? tw_instant_format (at->i, tw_workspace_get_zone (get_workspace (self))) : g_strdup ("");
  when = gtk_label_new (time);
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  if (!read && tw_inbox_can_finish (notification))
    add_button (row, "object-select-symbolic", _("Done"), "inbox.finish", id);
  if (!read && tw_inbox_can_snooze (notification))
    add_button (row, "alarm-symbolic", _("Remind in an hour"), "inbox.snooze", id);
  if (!read)
    add_button (row, "tw-mail-read-symbolic", _("Mark as read"), "inbox.mark-read", id);
  if (!read)
    gtk_widget_add_css_class (row, "tw-inbox-unread");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  return row;
}

static void
load (TwInboxPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = tw_inbox_list (get_workspace (self), gtk_toggle_button_get_active (self->unread_button), MAX_ROWS,
                                                &error);
  GtkWidget *row = NULL;

  while ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; records != NULL && i < records->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (records, i)));
  if (error != NULL)
    tw_tell (self->error_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, error != NULL ? "error" : tw_inbox_page_get_n_rows (self) > 0 ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inbox.mark-all-read", tw_inbox_count (get_workspace (self)) > 0);
}

static gboolean
reload_cb (gpointer data)
{
  TwInboxPage *self = TW_INBOX_PAGE (data);

  self->reload_id = 0;
  load (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwInboxPage *self,
              TwCommit    *commit)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (get_workspace (self)), "notification");

  if (entity != NULL && tw_commit_touches (commit, entity) && self->reload_id == 0)
    self->reload_id = g_timeout_add (RELOAD_DELAY, reload_cb, self);
}

static TwRecord *
get_notification (TwInboxPage *self,
                  const char  *id_text)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (get_workspace (self)), "notification");
  TwId id;

  if (entity == NULL || !tw_id_parse (id_text, &id))
    return NULL;
  return tw_store_get (tw_workspace_get_store (get_workspace (self)), entity, &id, NULL);
}

static void
mark_read (TwInboxPage *self,
           const char  *id_text)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  TwId id;

  if (!tw_id_parse (id_text, &id))
    return;
  g_array_append_val (ids, id);
  tw_inbox_mark_read (get_workspace (self), ids);
}

static void
row_activated_cb (TwInboxPage   *self,
                  GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  g_autoptr(TwRecord) notification = get_notification (self, id);
  TwId about;
  const TwEntity *entity = notification != NULL ? tw_inbox_get_about (notification, &about) : NULL;
  char text[TW_ID_TEXT_LENGTH + 1];

  if (notification == NULL)
    return;
  if (!tw_inbox_is_read (notification))
    mark_read (self, id);
  if (entity != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", entity->number, tw_id_print (&about, text), "");
}

static void
mark_read_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  mark_read (TW_INBOX_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
mark_all_read (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TwInboxPage *self = TW_INBOX_PAGE (widget);
  g_autoptr(GPtrArray) records = tw_inbox_list (get_workspace (self), TRUE, MAX_ROWS, NULL);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_array_append_vals (ids, tw_record_get_id (g_ptr_array_index (records, i)), 1);
  tw_inbox_mark_read (get_workspace (self), ids);
}

static void
finish (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  g_autoptr(TwRecord) notification = get_notification (TW_INBOX_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (notification != NULL)
    tw_inbox_finish (get_workspace (TW_INBOX_PAGE (widget)), notification);
}

static void
snooze (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  g_autoptr(TwRecord) notification = get_notification (TW_INBOX_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (notification != NULL)
    tw_inbox_snooze (get_workspace (TW_INBOX_PAGE (widget)), notification, g_get_real_time () + LATER);
}

static const TwActionInfo infos[] = {
  { "inbox.mark-all-read", N_("Mark all notifications as read"), "<Control><Shift>r", NULL, NULL, mark_all_read },
  { "inbox.mark-read", NULL, NULL, "s", NULL, mark_read_action },
  { "inbox.finish", NULL, NULL, "s", NULL, finish },
  { "inbox.snooze", NULL, NULL, "s", NULL, snooze },
  { "win.back", N_("Back to the previous page"), "Escape", NULL, NULL, NULL },
};

const TwActionTable tw_inbox_page_actions = { N_("Inbox"), infos, G_N_ELEMENTS (infos) };

static void
tw_inbox_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_INBOX_PAGE (page)->stack), GTK_DIR_TAB_FORWARD);
}

static void
tw_inbox_page_constructed (GObject *object)
{
  TwInboxPage *self = TW_INBOX_PAGE (object);

  G_OBJECT_CLASS (tw_inbox_page_parent_class)->constructed (object);
  g_signal_connect_object (tw_workspace_get_store (get_workspace (self)), "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self);
}

static void
tw_inbox_page_dispose (GObject *object)
{
  g_clear_handle_id (&TW_INBOX_PAGE (object)->reload_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_INBOX_PAGE);
  G_OBJECT_CLASS (tw_inbox_page_parent_class)->dispose (object);
}

static void
tw_inbox_page_class_init (TwInboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = tw_inbox_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = tw_inbox_page_dispose;
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_inbox_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "inbox";
  tw_action_table_install (&tw_inbox_page_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("notify/tw-inbox-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwInboxPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TwInboxPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, TwInboxPage, list);
  gtk_widget_class_bind_template_child (widget_class, TwInboxPage, unread_button);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
tw_inbox_page_init (TwInboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_inbox_page_new:
 * @workspace: the workspace
 *
 * Returns: (transfer floating): a page for the window, which follows the store
 */
TwWindowPage *
tw_inbox_page_new (TwWorkspace *workspace)
{
  return g_object_new (TW_TYPE_INBOX_PAGE, "workspace", workspace, NULL);
}

/**
 * tw_inbox_page_get_n_rows:
 * @self: a page
 *
 * Returns: how many notifications it shows
 */
guint
tw_inbox_page_get_n_rows (TwInboxPage *self)
{
  guint n = 0;

  g_return_val_if_fail (TW_IS_INBOX_PAGE (self), 0);
  while (gtk_list_box_get_row_at_index (self->list, n) != NULL)
    n++;
  return n;
}

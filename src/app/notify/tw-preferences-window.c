/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-preferences-window.h"

#include <glib/gi18n-lib.h>

#include "tw-dialog-fit.h"
#include "tw-follow.h"
#include "tw-file-policy-page.h"
#include "tw-preference.h"
#include "tw-theme.h"

#define MAX_FOLLOWS 100
#define STEP        30                                 /* minutes between the times that are offered */

struct _TwPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  TwWorkspace         *workspace;                      /* (owned) */
  TwRecord            *preference;                     /* (owned) (nullable) as it is stored */
  GPtrArray           *buttons;                        /* (owned) GtkToggleButton, lent: one a kind and channel */
  GPtrArray           *follow_rows;                    /* (owned) GtkWidget, lent */
  gboolean             filling;

  GtkSwitch           *desktop_switch, *quiet_switch;
  AdwComboRow         *theme_row, *from_row, *to_row;
  AdwPreferencesGroup *kinds_group, *follows_group;
};

G_DEFINE_FINAL_TYPE (TwPreferencesWindow, tw_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static const struct
{
  const char *key, *icon, *label;
} channels[] = {
  { "in_app", "mail-unread-symbolic", N_("In the inbox") },
  { "desktop", "computer-symbolic", N_("On the desktop") },
};

/* What each kind tells; one that is not listed stands without a line below. */
static const struct
{
  const char *kind, *words;
} explanations[] = {
  { "mention", N_("Somebody mentions you in a comment") },
  { "comment", N_("An answer to you, and comments on records that you follow") },
  { "assignment", N_("Work is given to you") },
  { "follow", N_("A record that you follow is changed") },
  { "reminder", N_("Tasks and meetings that are due or were missed") },
  { "meeting", N_("A meeting that you take part in is moved or cancelled") },
  { "approval", N_("Something waits for your approval") },
  { "sla", N_("A case is about to be late") },
  { "score", N_("A score passes a bound") },
  { "search", N_("A saved search has new matches") },
  { "segment", N_("A record comes into a segment or leaves it") },
  { "workflow", N_("A rule tells you something") },
  { "sync", N_("Two people changed the same field") },
  { "system", N_("The program and its server") },
};

static TwStore *
get_store (TwPreferencesWindow *self)
{
  return tw_workspace_get_store (self->workspace);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(TwPreferencesWindow) self = TW_PREFERENCES_WINDOW (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (escaped));
    }
}

static void
save (TwPreferencesWindow *self,
      const char          *title)
{
  TwEdit *edit = tw_edit_new (get_store (self), TW_ORIGIN_PERSON, title);

  tw_edit_save (edit, self->preference);
  tw_edit_commit_async (edit, NULL, kept_cb, g_object_ref (self));
}

/* --- Kinds --- */

static void
channel_cb (TwPreferencesWindow *self,
            GtkToggleButton     *button)
{
  if (self->filling || self->preference == NULL)
    return;
  tw_preference_set_wants (self->preference, g_object_get_data (G_OBJECT (button), "kind"),
                           g_object_get_data (G_OBJECT (button), "channel"), gtk_toggle_button_get_active (button));
  save (self, _("Choose what I am notified about"));
}

static GtkWidget *
make_button (TwPreferencesWindow *self,
             const char          *kind,
             const char          *label,
             guint                channel)
{
  GtkWidget *button = gtk_toggle_button_new ();
  /* Translators: a kind of notification and where it appears: "Mention: In the inbox". */
  g_autofree char *words = g_strdup_printf (_("%s: %s"), label, _(channels[channel].label));

  gtk_button_set_icon_name (GTK_BUTTON (button), channels[channel].icon);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _(channels[channel].label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data (G_OBJECT (button), "kind", (gpointer) g_intern_string (kind));
  g_object_set_data (G_OBJECT (button), "channel", (gpointer) channels[channel].key);
  g_signal_connect_object (button, "toggled", G_CALLBACK (channel_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->buttons, button);
  return button;
}

static void
add_kinds (TwPreferencesWindow *self)
{
  const TwEntity *entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), "notification");
  const TwField *field = entity != NULL ? tw_entity_get_field (entity, "kind") : NULL;

  for (guint i = 0; field != NULL && field->choices != NULL && field->choices[i] != NULL; i++)
    {
      const char *label = tw_choice_get_label (field, field->choices[i]);
      GtkWidget *row = NULL;

      if (field->choices[i]->retired)
        continue;
      row = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
      for (guint j = 0; j < G_N_ELEMENTS (explanations); j++)
        if (g_str_equal (explanations[j].kind, field->choices[i]->key))
          adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(explanations[j].words));
      for (guint j = 0; j < G_N_ELEMENTS (channels); j++)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, field->choices[i]->key, label, j));
      adw_preferences_group_add (self->kinds_group, row);
    }
}

/* --- Quiet hours --- */

static void
fill_times (AdwComboRow *row)
{
  g_autoptr(GtkStringList) times = gtk_string_list_new (NULL);

  for (int minute = 0; minute < 24 * 60; minute += STEP)
    {
      g_autoptr(GDateTime) time = g_date_time_new_utc (2000, 1, 1, minute / 60, minute % 60, 0);
      g_autofree char *text = g_date_time_format (time, "%H:%M");

      gtk_string_list_append (times, text);
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (times));
}

static void
quiet_cb (TwPreferencesWindow *self)
{
  g_auto(TwValue) quiet = TW_VALUE_INIT, from = TW_VALUE_INIT, to = TW_VALUE_INIT;

  if (self->filling || self->preference == NULL)
    return;
  quiet = tw_value_boolean (gtk_switch_get_active (self->quiet_switch));
  from = tw_value_time ((int) adw_combo_row_get_selected (self->from_row) * STEP * 60);
  to = tw_value_time ((int) adw_combo_row_get_selected (self->to_row) * STEP * 60);
  tw_record_set_key (self->preference, "quiet", &quiet, NULL);
  tw_record_set_key (self->preference, "quiet_from", &from, NULL);
  tw_record_set_key (self->preference, "quiet_to", &to, NULL);
  save (self, _("Change quiet hours"));
}

static void
select_time (TwPreferencesWindow *self,
             AdwComboRow         *row,
             const char          *key)
{
  const TwValue *value = tw_record_get_key (self->preference, key);

  adw_combo_row_set_selected (row, value->type == TW_TYPE_TIME ? (guint) (value->i / 60 / STEP) : 0);
}

/* --- Followed records --- */

static TwRecord *
get_followed (TwPreferencesWindow *self,
              TwRecord            *follow)
{
  const TwValue *link = tw_record_get_key (follow, "record");
  const TwEntity *entity = link->type == TW_TYPE_LINK
                           ? tw_schema_get_entity_by_number (tw_workspace_get_schema (self->workspace), link->tag) : NULL;

  return entity != NULL ? tw_store_get (get_store (self), entity, &link->id, NULL) : NULL;
}

static void
follow_cb (TwPreferencesWindow *self,
           GParamSpec          *pspec,
           AdwComboRow         *row)
{
  TwRecord *record = g_object_get_data (G_OBJECT (row), "record");
  const TwField *field = g_object_get_data (G_OBJECT (row), "field");
  guint i = adw_combo_row_get_selected (row), n = 0;
  TwEdit *edit = NULL;

  if (self->filling || record == NULL)
    return;
  while (field->choices[n] != NULL)
    n++;
  /* The line after the choices ends it. */
  edit = i < n ? tw_follow_set_kind (get_store (self), record, field->choices[i]->key) : tw_follow_set (get_store (self), record, FALSE);
  if (edit != NULL)
    tw_edit_commit_async (edit, NULL, kept_cb, g_object_ref (self));
}

static void
add_follow (TwPreferencesWindow *self,
            TwRecord            *follow)
{
  const TwField *field = tw_entity_get_field (tw_record_get_entity (follow), "kind");
  TwRecord *record = get_followed (self, follow);
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *title = record != NULL ? tw_record_dup_title (record) : NULL;
  const char *kind = record != NULL ? tw_follow_get_kind (get_store (self), record) : NULL;
  GtkWidget *row = NULL;
  guint selected = 0;

  if (record == NULL || field == NULL)
    return;
  for (guint i = 0; field->choices[i] != NULL; i++)
    {
      gtk_string_list_append (labels, tw_choice_get_label (field, field->choices[i]));
      if (g_strcmp0 (field->choices[i]->key, kind) == 0)
        selected = i;
    }
  gtk_string_list_append (labels, _("Stop following"));
  row = adw_combo_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), tw_entity_get_label (tw_record_get_entity (record), FALSE));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (labels));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data_full (G_OBJECT (row), "record", record, g_object_unref);
  g_object_set_data (G_OBJECT (row), "field", (gpointer) field);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (follow_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->follows_group, row);
  g_ptr_array_add (self->follow_rows, row);
}

static void
fill_follows (TwPreferencesWindow *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *entity = tw_schema_get_entity (schema, "follow");
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, "user = me", "-since", NULL) : NULL;
  g_autoptr(GPtrArray) follows = query != NULL ? tw_store_list (get_store (self), query, MAX_FOLLOWS, NULL, NULL, NULL) : NULL;

  for (guint i = 0; i < self->follow_rows->len; i++)
    adw_preferences_group_remove (self->follows_group, g_ptr_array_index (self->follow_rows, i));
  g_ptr_array_set_size (self->follow_rows, 0);
  for (guint i = 0; follows != NULL && i < follows->len; i++)
    add_follow (self, g_ptr_array_index (follows, i));
  gtk_widget_set_visible (GTK_WIDGET (self->follows_group), self->follow_rows->len > 0);
}

/* --- What is stored --- */

static void
fill (TwPreferencesWindow *self)
{
  const TwValue *quiet = NULL;

  g_clear_object (&self->preference);
  self->preference = tw_preference_load (get_store (self), tw_store_get_user (get_store (self)));
  self->filling = TRUE;
  for (guint i = 0; i < self->buttons->len; i++)
    {
      GtkToggleButton *button = g_ptr_array_index (self->buttons, i);

      gtk_toggle_button_set_active (button, tw_preference_wants (self->preference, g_object_get_data (G_OBJECT (button), "kind"),
                                                                 g_object_get_data (G_OBJECT (button), "channel")));
    }
  if (self->preference != NULL)
    {
      quiet = tw_record_get_key (self->preference, "quiet");
      gtk_switch_set_active (self->quiet_switch, quiet->type == TW_TYPE_BOOLEAN && quiet->i != 0);
      select_time (self, self->from_row, "quiet_from");
      select_time (self, self->to_row, "quiet_to");
    }
  self->filling = FALSE;
}

static void
committed_cb (TwPreferencesWindow *self,
              TwCommit            *commit)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  const TwEntity *preference = tw_schema_get_entity (schema, "preference"), *follow = tw_schema_get_entity (schema, "follow");

  if (preference != NULL && tw_commit_touches (commit, preference))
    fill (self);
  if (follow != NULL && tw_commit_touches (commit, follow))
    {
      self->filling = TRUE;
      fill_follows (self);
      self->filling = FALSE;
    }
}

static void
tw_preferences_window_dispose (GObject *object)
{
  TwPreferencesWindow *self = TW_PREFERENCES_WINDOW (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_PREFERENCES_WINDOW);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_pointer (&self->follow_rows, g_ptr_array_unref);
  g_clear_object (&self->preference);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_preferences_window_parent_class)->dispose (object);
}

static void
tw_preferences_window_class_init (TwPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("notify/tw-preferences-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, theme_row);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, desktop_switch);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, quiet_switch);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, from_row);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, to_row);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, kinds_group);
  gtk_widget_class_bind_template_child (widget_class, TwPreferencesWindow, follows_group);
  gtk_widget_class_bind_template_callback (widget_class, quiet_cb);
}

static void
tw_preferences_window_init (TwPreferencesWindow *self)
{
  self->buttons = g_ptr_array_new ();
  self->follow_rows = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_preferences_window_new:
 * @parent: the window that it belongs to
 * @workspace: the workspace
 *
 * Returns: (transfer none): the window, which follows the store
 */
TwPreferencesWindow *
tw_preferences_window_new (GtkWindow   *parent,
                           TwWorkspace *workspace)
{
  TwPreferencesWindow *self = g_object_new (TW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  tw_dialog_fit (GTK_WINDOW (self), parent);
  self->workspace = g_object_ref (workspace);
  g_settings_bind (tw_workspace_get_settings (workspace), "desktop-notifications", self->desktop_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  tw_theme_bind (self->theme_row, tw_workspace_get_settings (workspace));
  add_kinds (self);
  fill_times (self->from_row);
  fill_times (self->to_row);
  fill_follows (self);
  fill (self);
  if (tw_file_policy_page_is_for (workspace))
    adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (tw_file_policy_page_new (workspace)));
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_preferences_window_get_theme:
 * @self: the window
 *
 * Returns: (transfer none): the row where light or dark is chosen
 */
AdwComboRow *
tw_preferences_window_get_theme (TwPreferencesWindow *self)
{
  g_return_val_if_fail (TW_IS_PREFERENCES_WINDOW (self), NULL);
  return self->theme_row;
}

/**
 * tw_preferences_window_get_button:
 * @self: the window
 * @kind: a kind of notification
 * @channel: "in_app" or "desktop"
 *
 * Returns: (transfer none) (nullable): what turns it on and off
 */
GtkToggleButton *
tw_preferences_window_get_button (TwPreferencesWindow *self,
                                  const char          *kind,
                                  const char          *channel)
{
  g_return_val_if_fail (TW_IS_PREFERENCES_WINDOW (self), NULL);
  for (guint i = 0; i < self->buttons->len; i++)
    if (g_str_equal (g_object_get_data (g_ptr_array_index (self->buttons, i), "kind"), kind)
        && g_str_equal (g_object_get_data (g_ptr_array_index (self->buttons, i), "channel"), channel))
      return g_ptr_array_index (self->buttons, i);
  return NULL;
}

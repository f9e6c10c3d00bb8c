/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-record-page.h"

#include <glib/gi18n-lib.h>

#include "tw-record-field-text.h"
#include "tw-lead-commands.h"
#include "tw-line-layout.h"
#include "tw-quote-commands.h"
#include "tw-list-cell.h"
#include "tw-photo-commands.h"
#include "tw-portrait.h"
#include "tw-record-page-private.h"
#include "tw-task-commands.h"
#include "tw-wrap-layout.h"

#define FACE_SIZE 32                                   /* pixels, in the header */
#define RELOAD_DELAY 20                                /* ms: several commits at once are one reload */

G_DEFINE_FINAL_TYPE (TwRecordPage, tw_record_page, TW_TYPE_WINDOW_PAGE)

enum { PROP_0, PROP_FOLLOWING, PROP_STARRED, PROP_MUTED, N_PROPS };
static GParamSpec *properties[N_PROPS];

static GtkWidget *
make_scroll (GtkWidget *child)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), child);
  gtk_widget_set_hexpand (scroll, TRUE);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

static void
edge_reached_cb (TwRecordPage   *self,
                 GtkPositionType position)
{
  if (position == GTK_POS_BOTTOM)
    tw_record_details_show_more (self->details);
}

static GtkWidget *
make_details_scroll (TwRecordPage *self)
{
  GtkWidget *scroll = make_scroll (GTK_WIDGET (self->details));

  g_signal_connect_object (scroll, "edge-reached", G_CALLBACK (edge_reached_cb), self, G_CONNECT_SWAPPED);
  return scroll;
}

static GtkWidget *
make_columns (TwRecordPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *details = make_details_scroll (self);
  GtkWidget *related = make_scroll (self->side);

  gtk_widget_set_layout_manager (box, g_object_new (TW_TYPE_LINE_LAYOUT, NULL));
  gtk_widget_set_size_request (details, 260, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->timeline), 240, -1);
  gtk_widget_set_size_request (related, 220, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->timeline), TRUE);
  gtk_box_append (GTK_BOX (box), details);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->timeline));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), related);
  return box;
}

/* focus: (nullable): where the keyboard was; its tab is shown */
static GtkWidget *
make_tabs (TwRecordPage *self,
           GtkWidget    *focus)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_widget_set_size_request (GTK_WIDGET (self->timeline), -1, -1);
  gtk_stack_add_titled (GTK_STACK (stack), make_details_scroll (self), "details", _("Details"));
  gtk_stack_add_titled (GTK_STACK (stack), GTK_WIDGET (self->timeline), "timeline", _("Timeline"));
  gtk_stack_add_titled (GTK_STACK (stack), make_scroll (self->side), "related", _("Related"));
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->timeline)))
    gtk_stack_set_visible_child_name (GTK_STACK (stack), "timeline");
  else if (focus != NULL && gtk_widget_is_ancestor (focus, self->side))
    gtk_stack_set_visible_child_name (GTK_STACK (stack), "related");
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (stack));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (switcher, "tw-record-tabs");
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), stack);
  return box;
}

/* The three parts move between columns and tabs as they are: what is being edited stays. */
static void
arrange (TwRecordPage *self)
{
  GtkWidget *parts[] = { GTK_WIDGET (self->details), GTK_WIDGET (self->timeline), self->side };
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* Taken out of the window for a moment they lose the focus, and a field whose editing it leaves is no longer edited. */
  focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->body)) ? g_object_ref (focus) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_object_ref (parts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      GtkWidget *viewport = gtk_widget_get_parent (parts[i]);

      if (GTK_IS_VIEWPORT (viewport))
        gtk_viewport_set_child (GTK_VIEWPORT (viewport), NULL);
      else if (GTK_IS_STACK (viewport))
        gtk_stack_remove (GTK_STACK (viewport), parts[i]);
      else if (GTK_IS_BOX (viewport))
        gtk_box_remove (GTK_BOX (viewport), parts[i]);
    }
  tw_record_body_set_child (self->body, tw_record_body_is_wide (self->body) ? make_columns (self) : make_tabs (self, focus));
  /* What is typed there would else be selected, and gone with the next key. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->body)) && !(GTK_IS_TEXT (focus) && gtk_text_grab_focus_without_selecting (GTK_TEXT (focus))))
    gtk_widget_grab_focus (focus);
  g_clear_object (&focus);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_object_unref (parts[i]);
}

static void
arrange_header (TwRecordPage *self)
{
  gboolean narrow = tw_window_page_get_narrow (TW_WINDOW_PAGE (self));

  /* The name has the room of a narrow header; what goes stands in the menu, too. */
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !narrow && self->portrait == NULL);
  if (self->portrait != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->portrait), !narrow);
  gtk_widget_set_visible (self->search_button, !narrow);
  gtk_widget_set_visible (self->follow_button, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->star_button), !narrow);
  gtk_widget_set_visible (self->beside_box, self->in_list && !narrow);
}

/* People are known by their faces, and by that it is known that they are people. */
static void
make_portrait (TwRecordPage *self)
{
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  if (tw_portrait_find_field (self->entity) == NULL)
    return;
  self->faces = tw_thumbnailer_new (store, FACE_SIZE * 2 * (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  self->portrait = TW_PORTRAIT (tw_portrait_new (self->faces, FACE_SIZE));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->portrait), tw_entity_get_label (self->entity, FALSE));
  gtk_widget_insert_after (GTK_WIDGET (self->portrait), gtk_widget_get_parent (GTK_WIDGET (self->icon)), GTK_WIDGET (self->icon));
}

static void
add_highlight (TwRecordPage  *self,
               const TwField *field)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  const TwValue *value = tw_record_get (self->past != NULL ? self->past : self->record, field);
  const TwChoice *choice = value->type == TW_TYPE_ENUM ? tw_field_get_choice (field, value->text) : NULL;
  const char *css_class = choice != NULL ? tw_choice_get_css_class (choice) : NULL;
  g_autofree char *text = NULL;
  GtkWidget *box = NULL, *name = NULL, *label = NULL;

  if (tw_value_is_null (value) || value->type == TW_TYPE_LIST)
    return;
  text = tw_record_field_dup_worth (tw_workspace_get_store (workspace), tw_workspace_get_currency (workspace), field, value);
  if (text == NULL || *text == '\0')
    return;
  /* The name keeps the colour of words, whatever that of the value is. */
  name = gtk_label_new (tw_field_get_label (field));
  gtk_widget_add_css_class (name, "tw-highlight-name");
  label = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "tw-highlight-value");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (name, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_parent (box, self->highlights);
}

static void
show_highlights (TwRecordPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->highlights)) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; self->entity->highlights != NULL && self->entity->highlights[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (self->entity, self->entity->highlights[i]);

      if (field != NULL)
        add_highlight (self, field);
    }
  gtk_widget_set_visible (self->highlights, gtk_widget_get_first_child (self->highlights) != NULL);
}

/* The parts that other commits than those that touch them leave alone keep their scroll position and focus. */
static void
show_record (TwRecordPage *self,
             gboolean      with_timeline,
             gboolean      with_related,
             gboolean      with_files)
{
  g_autofree char *title = tw_record_dup_title (self->past != NULL ? self->past : self->record);
  gboolean read_only = self->past != NULL || tw_record_is_deleted (self->record);

  tw_window_page_set_title (TW_WINDOW_PAGE (self), *title != '\0' ? title : _("Without a name"));
  if (self->portrait != NULL)
    tw_portrait_show_record (self->portrait, self->past != NULL ? self->past : self->record);
  gtk_widget_set_visible (self->deleted_bar, tw_record_is_deleted (self->record));
  show_highlights (self);
  tw_sync_bar_set_record (self->sync_bar, tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), self->record);
  gtk_widget_set_visible (self->past_bar, self->past != NULL);
  tw_record_details_set_read_only (self->details, read_only);
  tw_record_details_set_record (self->details, self->past != NULL ? self->past : self->record);
  if (with_timeline)
    tw_record_timeline_set_record (self->timeline, self->record);
  if (with_related)
    {
      tw_record_related_set_record (self->related, self->record);
      tw_asked_bar_set_record (self->asked, self->past == NULL ? self->record : NULL);
      tw_stage_times_box_set_record (self->stage_times, self->past == NULL ? self->record : NULL);
    }
  /* It depends on what others wrote, too, and on rules. */
  tw_health_box_set_record (self->health, self->past == NULL && !tw_record_is_deleted (self->record) ? self->record : NULL);
  if (with_files)
    tw_file_panel_set_record (self->files, self->record, self->past != NULL ? self->past_at : 0);
  tw_record_page_update_marks (self);
  tw_record_page_update_actions (self);
}

static gboolean
reload_cb (gpointer data)
{
  TwRecordPage *self = TW_RECORD_PAGE (data);
  TwStore *store = tw_workspace_get_store (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));
  TwRecord *record = tw_store_get (store, self->entity, tw_record_get_id (self->record), NULL);

  self->reload_id = 0;
  if (record != NULL)
    {
      g_object_unref (self->record);
      self->record = record;
      /* The past stays as it was. */
      show_record (self, self->reload_timeline && self->past == NULL, self->reload_related && self->past == NULL,
                   self->reload_files && self->past == NULL);
      if (self->past == NULL)
        self->reload_timeline = self->reload_related = self->reload_files = FALSE;
    }
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
touches_record (TwRecordPage *self,
                TwCommit     *commit)
{
  GPtrArray *changes = tw_commit_get_changes (commit);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    if (tw_id_equal (tw_change_get_record (g_ptr_array_index (changes, i)), tw_record_get_id (self->record)))
      return TRUE;
  return !tw_commit_has_changes (commit);
}

static gboolean
touches_related (TwRecordPage *self,
                 TwCommit     *commit)
{
  for (guint i = 0; i < self->entity->n_inverses; i++)
    if (tw_commit_touches (commit, self->entity->inverses[i]->field->entity))
      return TRUE;
  return FALSE;
}

/* Computed fields read other records, so any commit may change what is shown. */
static void
committed_cb (TwRecordPage *self,
              TwCommit     *commit)
{
  gboolean own = touches_record (self, commit);

  self->reload_timeline |= tw_record_timeline_is_touched (self->timeline, commit);
  self->reload_related |= own || touches_related (self, commit);
  self->reload_files |= own || tw_file_panel_is_touched (self->files, commit);
  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (RELOAD_DELAY, reload_cb, self);
}

static void
schema_changed_cb (TwRecordPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
show_day_cb (TwRecordPage *self)
{
  g_autoptr(GDateTime) day = gtk_calendar_get_date (self->past_calendar);
  TwDate date;

  gtk_popover_popdown (self->past_popover);
  if (tw_date_from_ymd (g_date_time_get_year (day), g_date_time_get_month (day), g_date_time_get_day_of_month (day), &date))
    tw_record_page_show_day (self, date);
}

static void
tw_record_page_shown (TwWindowPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (TW_RECORD_PAGE (page)->details), GTK_DIR_TAB_FORWARD);
}

static void
tw_record_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TwRecordPage *self = TW_RECORD_PAGE (object);

  g_value_set_boolean (value, prop_id == PROP_STARRED ? self->starred : prop_id == PROP_MUTED ? self->muted : self->following);
}

static void
tw_record_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (prop_id == PROP_STARRED)
    tw_record_page_set_starred (TW_RECORD_PAGE (object), g_value_get_boolean (value));
  else if (prop_id == PROP_MUTED)
    tw_record_page_set_muted (TW_RECORD_PAGE (object), g_value_get_boolean (value));
  else
    tw_record_page_set_following (TW_RECORD_PAGE (object), g_value_get_boolean (value));
}

static void
tw_record_page_dispose (GObject *object)
{
  TwRecordPage *self = TW_RECORD_PAGE (object);
  GtkWidget *child = NULL;

  g_clear_handle_id (&self->reload_id, g_source_remove);
  while (self->highlights != NULL && (child = gtk_widget_get_first_child (self->highlights)) != NULL)
    gtk_widget_unparent (child);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_RECORD_PAGE);
  if (self->faces != NULL)
    tw_thumbnailer_stop (self->faces);
  g_clear_object (&self->faces);
  g_clear_object (&self->record);
  g_clear_object (&self->past);
  G_OBJECT_CLASS (tw_record_page_parent_class)->dispose (object);
}

static void
tw_record_page_class_init (TwRecordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_record_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = tw_record_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = tw_record_page_set_property;
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, FALSE,
                                                     G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STARRED] = g_param_spec_boolean ("starred", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  TW_WINDOW_PAGE_CLASS (klass)->shown = tw_record_page_shown;
  TW_WINDOW_PAGE_CLASS (klass)->help = "record";
  tw_action_table_install (&tw_record_page_actions, widget_class);
  tw_action_table_install (&tw_lead_actions, widget_class);
  tw_action_table_install (&tw_photo_actions, widget_class);
  tw_action_table_install (&tw_quote_actions, widget_class);
  tw_action_table_install (&tw_task_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-record-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, body);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, highlights);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, deleted_bar);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, icon);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, sync_bar);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, follow_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, star_button);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, beside_box);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, past_bar);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, past_label);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, past_popover);
  gtk_widget_class_bind_template_child (widget_class, TwRecordPage, past_calendar);
  gtk_widget_class_bind_template_callback (widget_class, show_day_cb);
}

static void
tw_record_page_init (TwRecordPage *self)
{
  g_type_ensure (TW_TYPE_SYNC_BAR);
  g_type_ensure (TW_TYPE_RECORD_BODY);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->highlights, tw_wrap_layout_new (18));
}

/**
 * tw_record_page_new:
 * @workspace: the workspace
 * @entity: entity of the record
 * @id: id of the record
 * @error: %TW_STORE_ERROR_NOT_FOUND
 *
 * Returns: (transfer floating) (nullable): a page for the window, which follows the record
 */
TwRecordPage *
tw_record_page_new (TwWorkspace    *workspace,
                    const TwEntity *entity,
                    const TwId     *id,
                    GError        **error)
{
  TwStore *store = tw_workspace_get_store (workspace);
  TwRecord *record = tw_store_get (store, entity, id, error);
  TwRecordPage *self = NULL;

  if (record == NULL)
    return NULL;
  self = g_object_new (TW_TYPE_RECORD_PAGE, "workspace", workspace, NULL);
  self->entity = entity;
  self->record = record;
  self->details = tw_record_details_new (workspace, entity);
  self->timeline = tw_record_timeline_new (workspace, entity);
  self->related = tw_record_related_new (workspace);
  self->files = tw_file_panel_new (workspace);
  self->asked = tw_asked_bar_new (workspace);
  self->stage_times = tw_stage_times_box_new (workspace);
  self->health = tw_health_box_new (workspace);
  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->asked));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->stage_times));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->health));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->files));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->related));
  tw_file_panel_take_drops (self->files, GTK_WIDGET (self));
  g_signal_connect_object (self->files, "notify::busy", G_CALLBACK (tw_record_page_update_actions), self, G_CONNECT_SWAPPED);
  gtk_image_set_from_icon_name (self->icon, entity->icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), tw_entity_get_label (entity, FALSE));
  make_portrait (self);
  arrange (self);
  g_signal_connect_object (self->body, "notify::wide", G_CALLBACK (arrange), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::narrow", G_CALLBACK (arrange_header), NULL);
  arrange_header (self);
  g_signal_connect_object (store, "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "schema-changed", G_CALLBACK (schema_changed_cb), self, G_CONNECT_SWAPPED);
  show_record (self, TRUE, TRUE, TRUE);
  return self;
}

/**
 * tw_record_page_show_day:
 * @self: a page
 * @date: a day in the workspace's zone
 *
 * Shows the record as it stood at the end of a day.
 */
void
tw_record_page_show_day (TwRecordPage *self,
                         TwDate        date)
{
  GTimeZone *zone = tw_workspace_get_zone (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)));

  tw_record_page_show_at (self, tw_instant_from_local (MIN (date, TW_DATE_MAX - 1) + 1, 0, zone) - 1);
}

/**
 * tw_record_page_show_at:
 * @self: a page
 * @at: an instant; one that is not over shows the record as it is now
 *
 * Shows fields, highlights, relations and timeline as they were, to be read only. When the record was not there yet, a toast says so and nothing changes.
 */
void
tw_record_page_show_at (TwRecordPage *self,
                        TwInstant     at)
{
  TwWorkspace *workspace = tw_window_page_get_workspace (TW_WINDOW_PAGE (self));
  g_autofree char *day = tw_date_format (tw_instant_get_date (at, tw_workspace_get_zone (workspace)));
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) past = NULL;

  g_return_if_fail (TW_IS_RECORD_PAGE (self));
  if (at < g_get_real_time ())
    {
      past = tw_store_get_as_of (tw_workspace_get_store (workspace), self->entity, tw_record_get_id (self->record), at,
                                 &error);
      if (past == NULL)
        {
          gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
          return;
        }
    }
  g_set_object (&self->past, past);
  self->past_at = past != NULL ? at : 0;
  /* Translators: %s is a date. */
  sentence = g_strdup_printf (_("The record as it was on %s, to be read only."), day);
  gtk_label_set_label (self->past_label, sentence);
  tw_record_timeline_set_past (self->timeline, past != NULL ? at : 0);
  tw_record_related_set_past (self->related, past != NULL ? at : 0);
  show_record (self, TRUE, TRUE, TRUE);
}

/**
 * tw_record_page_set_in_list:
 * @self: a page
 * @in_list: whether there are records beside it
 *
 * Offers the next record and the one before.
 */
void
tw_record_page_set_in_list (TwRecordPage *self,
                            gboolean      in_list)
{
  g_return_if_fail (TW_IS_RECORD_PAGE (self));
  self->in_list = in_list;
  gtk_widget_set_visible (self->beside_box, in_list && !tw_window_page_get_narrow (TW_WINDOW_PAGE (self)));
  tw_record_page_update_actions (self);
}

/**
 * tw_record_page_get_record:
 * @self: a page
 *
 * Returns: (transfer none): the record as it is stored now
 */
TwRecord *
tw_record_page_get_record (TwRecordPage *self)
{
  g_return_val_if_fail (TW_IS_RECORD_PAGE (self), NULL);
  return self->record;
}

/**
 * tw_record_page_get_details:
 * @self: a page
 *
 * Returns: (transfer none): its fields
 */
TwRecordDetails *
tw_record_page_get_details (TwRecordPage *self)
{
  g_return_val_if_fail (TW_IS_RECORD_PAGE (self), NULL);
  return self->details;
}

/**
 * tw_record_page_get_timeline:
 * @self: a page
 *
 * Returns: (transfer none): its timeline
 */
TwRecordTimeline *
tw_record_page_get_timeline (TwRecordPage *self)
{
  g_return_val_if_fail (TW_IS_RECORD_PAGE (self), NULL);
  return self->timeline;
}

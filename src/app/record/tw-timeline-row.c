/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-timeline-row.h"

#include <glib/gi18n-lib.h>

#include "tw-line-layout.h"
#include "tw-record-timeline.h"

struct _TwTimelineRow
{
  AdwBin           parent_instance;

  TwTimelineEntry *entry;                              /* (owned) (nullable) */

  GtkMenuButton   *menu_button;
};

G_DEFINE_FINAL_TYPE (TwTimelineRow, tw_timeline_row, ADW_TYPE_BIN)

enum { PROP_0, PROP_ENTRY, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void
add_item (GMenu      *menu,
          const char *label,
          const char *action,
          const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

/* What can be done depends on who wrote the comment; it is asked when the menu opens. */
static void
make_menu_cb (GtkMenuButton *button,
              gpointer       data)
{
  TwTimelineRow *self = TW_TIMELINE_ROW (data);
  GtkWidget *timeline = gtk_widget_get_ancestor (GTK_WIDGET (self), TW_TYPE_RECORD_TIMELINE);
  g_autoptr(GMenu) menu = g_menu_new ();
  char id[TW_ID_TEXT_LENGTH + 1];

  if (self->entry == NULL || timeline == NULL)
    return;
  tw_id_print (tw_timeline_entry_get_id (self->entry), id);
  add_item (menu, _("_Answer"), "timeline.answer", id);
  if (tw_record_timeline_is_own (TW_RECORD_TIMELINE (timeline), self->entry))
    {
      add_item (menu, _("_Edit"), "timeline.edit", id);
      add_item (menu, _("_Remove"), "timeline.remove", id);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static gboolean
link_cb (TwTimelineRow *self,
         const char    *uri)
{
  if (!g_str_has_prefix (uri, "tradewind:"))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
  return TRUE;
}

static void
tw_timeline_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  g_value_set_object (value, TW_TIMELINE_ROW (object)->entry);
}

static void
tw_timeline_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  tw_timeline_row_set_entry (TW_TIMELINE_ROW (object), g_value_get_object (value));
}

static void
tw_timeline_row_dispose (GObject *object)
{
  TwTimelineRow *self = TW_TIMELINE_ROW (object);

  if (self->menu_button != NULL)
    gtk_menu_button_set_create_popup_func (self->menu_button, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_TIMELINE_ROW);
  g_clear_object (&self->entry);
  G_OBJECT_CLASS (tw_timeline_row_parent_class)->dispose (object);
}

static void
tw_timeline_row_class_init (TwTimelineRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tw_timeline_row_get_property;
  object_class->set_property = tw_timeline_row_set_property;
  object_class->dispose = tw_timeline_row_dispose;
  properties[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, TW_TYPE_TIMELINE_ENTRY,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("record/tw-timeline-row.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwTimelineRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, link_cb);
}

static void
tw_timeline_row_init (TwTimelineRow *self)
{
  g_type_ensure (TW_TYPE_LINE_LAYOUT);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, make_menu_cb, self, NULL);
}

/**
 * tw_timeline_row_get_entry:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the entry that it shows
 */
TwTimelineEntry *
tw_timeline_row_get_entry (TwTimelineRow *self)
{
  g_return_val_if_fail (TW_IS_TIMELINE_ROW (self), NULL);
  return self->entry;
}

/**
 * tw_timeline_row_set_entry:
 * @self: a row
 * @entry: (nullable): an entry
 *
 * Shows an entry.
 */
void
tw_timeline_row_set_entry (TwTimelineRow   *self,
                           TwTimelineEntry *entry)
{
  g_return_if_fail (TW_IS_TIMELINE_ROW (self));
  if (!g_set_object (&self->entry, entry))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button),
                          entry != NULL && g_str_equal (tw_timeline_entry_get_source (entry), "comment"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTRY]);
}

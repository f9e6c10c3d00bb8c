/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-well.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-field-tree.h"
#include "tw-part-editor.h"
#include "tw-passing-popover.h"

#define MOVE_PREFIX "tw-part:"                         /* part and number of a line that is dragged */

struct _TwReportWell
{
  AdwBin         parent_instance;

  TwReportState *state;                                /* (owned) */
  TwReportPart   part;
  guint          focus_id;                             /* the line that is to get the focus when it is there */
  gboolean       focusing;
  GtkWidget     *editor;                               /* (nullable) the popover that is open */

  GtkListBox    *list;
  GtkLabel      *hint;
};

enum { SAID, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwReportWell, tw_report_well, ADW_TYPE_BIN)

static guint
get_n (TwReportWell *self)
{
  return tw_report_part_get_n (tw_report_state_get_report (self->state), self->part);
}

/* --- Changing --- */

static void
move (TwReportWell *self,
      guint         from,
      guint         to)
{
  TwReport *report = NULL;

  if (to >= get_n (self) || from == to)
    return;
  report = tw_report_state_dup_report (self->state);
  tw_report_part_move (report, self->part, from, to);
  self->focus_id = to;
  self->focusing = TRUE;
  tw_report_state_take (self->state, report);
}

static void
take_out (TwReportWell *self,
          guint         i)
{
  TwReport *report = tw_report_state_dup_report (self->state);

  tw_report_part_remove (report, self->part, i);
  self->focus_id = i;
  self->focusing = TRUE;
  tw_report_state_take (self->state, report);
}

static guint
get_number (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL ? (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : G_MAXUINT;
}

static void
remove_clicked_cb (TwReportWell *self,
                   GtkWidget    *button)
{
  take_out (self, get_number (button));
}

static void
row_activated_cb (TwReportWell  *self,
                  GtkListBoxRow *row)
{
  tw_report_well_edit (self, (guint) gtk_list_box_row_get_index (row));
}

static void
edit_clicked_cb (TwReportWell *self,
                 GtkWidget    *button)
{
  tw_report_well_edit (self, get_number (button));
}

static gboolean
key_pressed_cb (TwReportWell          *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  return tw_report_well_key (self, get_number (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))), keyval, state);
}

/* --- Dragging --- */

static GdkContentProvider *
prepare_cb (TwReportWell  *self,
            double         x,
            double         y,
            GtkDragSource *source)
{
  g_autofree char *text = g_strdup_printf (MOVE_PREFIX "%u %u", self->part, get_number (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source))));

  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static gboolean
drop_cb (TwReportWell *self,
         const GValue *value,
         double        x,
         double        y)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);
  guint at = row != NULL ? (guint) gtk_list_box_row_get_index (row) : get_n (self);

  return tw_report_well_drop (self, g_value_get_string (value), at);
}

/* --- Lines --- */

static GtkWidget *
make_button (TwReportWell *self,
             const char   *icon,
             const char   *words,
             GCallback     callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tw-small-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_words (const char *label,
            const char *detail)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *title = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (title, label);
  gtk_box_append (GTK_BOX (box), title);
  if (detail != NULL && *detail != '\0')
    {
      GtkWidget *below = gtk_label_new (detail);

      gtk_label_set_xalign (GTK_LABEL (below), 0);
      gtk_label_set_ellipsize (GTK_LABEL (below), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (below, "caption");
      gtk_widget_add_css_class (below, "dim-label");
      gtk_box_append (GTK_BOX (box), below);
    }
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
make_row (TwReportWell *self,
          guint         i)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  TwSchema *schema = tw_report_state_get_schema (self->state);
  g_autofree char *label = tw_report_part_dup_label (report, self->part, i, schema);
  g_autofree char *detail = tw_report_part_dup_detail (report, self->part, i, schema), *spoken = NULL;
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_box_append (GTK_BOX (box), make_words (label, detail));
  gtk_box_append (GTK_BOX (box), make_button (self, "document-edit-symbolic", _("Change"), G_CALLBACK (edit_clicked_cb)));
  gtk_box_append (GTK_BOX (box), make_button (self, "window-close-symbolic", _("Take Out"), G_CALLBACK (remove_clicked_cb)));
  gtk_widget_add_css_class (row, "tw-report-part");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  spoken = detail != NULL && *detail != '\0' ? g_strdup_printf ("%s, %s", label, detail) : g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_drag_source_set_actions (drag, GDK_ACTION_COPY);
  g_signal_connect_object (drag, "prepare", G_CALLBACK (prepare_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, keys);
  return row;
}

static void
fill (TwReportWell *self)
{
  GtkListBoxRow *row = NULL;
  guint n = get_n (self);

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->list, make_row (self, i));
  gtk_widget_set_visible (GTK_WIDGET (self->hint), n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  if (self->focusing && n > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) MIN (self->focus_id, n - 1))));
  self->focusing = FALSE;
}

/* An editor above a line would lose its line: while it is open only the words of the line are made anew. */
static void
changed_cb (TwReportWell *self)
{
  const TwReport *report = tw_report_state_get_report (self->state);
  TwSchema *schema = tw_report_state_get_schema (self->state);
  guint n = get_n (self);

  if (self->editor == NULL || gtk_list_box_get_row_at_index (self->list, (int) n) != NULL || gtk_list_box_get_row_at_index (self->list, (int) n - 1) == NULL)
    {
      fill (self);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *box = gtk_list_box_row_get_child (gtk_list_box_get_row_at_index (self->list, (int) i));
      g_autofree char *label = tw_report_part_dup_label (report, self->part, i, schema);
      g_autofree char *detail = tw_report_part_dup_detail (report, self->part, i, schema);

      gtk_box_remove (GTK_BOX (box), gtk_widget_get_first_child (box));
      gtk_box_prepend (GTK_BOX (box), make_words (label, detail));
    }
}

static void
editor_closed_cb (TwReportWell *self)
{
  self->editor = NULL;
}

static void
tw_report_well_dispose (GObject *object)
{
  TwReportWell *self = TW_REPORT_WELL (object);

  self->editor = NULL;
  tw_popovers_unparent (GTK_WIDGET (self));
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_report_well_parent_class)->dispose (object);
}

static void
tw_report_well_class_init (TwReportWellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_report_well_dispose;

  /**
   * TwReportWell::said:
   * @sentence: why not
   *
   * What was dropped cannot stand here.
   */
  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tw_report_well_init (TwReportWell *self)
{
}

/**
 * tw_report_well_new:
 * @state: the report
 * @part: which of its parts
 *
 * Returns: (transfer floating): a list of what stands there
 */
GtkWidget *
tw_report_well_new (TwReportState *state,
                    TwReportPart   part)
{
  static const char *const hints[TW_N_PARTS] = {
    N_("What each line shows"), N_("What lines are put together by"), N_("What appears side by side"), N_("What is counted or summed"),
    N_("What comes first"),
  };
  TwReportWell *self = g_object_new (TW_TYPE_REPORT_WELL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *title = gtk_label_new (tw_report_part_get_title (part));
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  self->state = g_object_ref (state);
  self->part = part;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->hint = GTK_LABEL (gtk_label_new (_(hints[part])));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "tw-report-hint");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, tw_report_part_get_title (part), -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), box);
  fill (self);
  return GTK_WIDGET (self);
}

/**
 * tw_report_well_get_part:
 * @self: a well
 *
 * Returns: which part of the report it shows
 */
TwReportPart
tw_report_well_get_part (TwReportWell *self)
{
  g_return_val_if_fail (TW_IS_REPORT_WELL (self), TW_PART_COLUMNS);
  return self->part;
}

/**
 * tw_report_well_drop:
 * @self: a well
 * @text: what was dropped: a field of the tree, or a line of this or another well
 * @at: before which line
 *
 * Returns: whether it stands there now
 */
gboolean
tw_report_well_drop (TwReportWell *self,
                     const char   *text,
                     guint         at)
{
  TwSchema *schema = tw_report_state_get_schema (self->state);
  g_autoptr(TwReport) report = NULL;
  g_autofree char *value = NULL, *label = NULL;
  g_autoptr(GError) error = NULL;
  guint part, from;

  g_return_val_if_fail (TW_IS_REPORT_WELL (self) && text != NULL, FALSE);
  report = tw_report_state_dup_report (self->state);
  if (g_str_has_prefix (text, MOVE_PREFIX) && sscanf (text + strlen (MOVE_PREFIX), "%u %u", &part, &from) == 2)
    {
      if (part == self->part)
        {
          if (get_n (self) > 0)
            move (self, from, MIN (at, get_n (self) - 1));
          return TRUE;
        }
      if (part >= TW_N_PARTS || from >= tw_report_part_get_n (report, part) || tw_report_part_get_value (report, part, from) == NULL)
        return FALSE;
      value = g_strdup (tw_report_part_get_value (report, part, from));
      tw_report_part_remove (report, part, from);
    }
  else if (!tw_field_tree_parse_drag (text, &value, &label))
    return FALSE;
  if (!tw_report_part_add (report, self->part, schema, value, label != NULL && *label != '\0' ? label : NULL, at, &error))
    {
      g_signal_emit (self, signals[SAID], 0, error->message);
      return FALSE;
    }
  tw_report_state_take (self->state, g_steal_pointer (&report));
  return TRUE;
}

/**
 * tw_report_well_key:
 * @self: a well
 * @i: the line that has the keyboard
 * @keyval: a key
 * @state: with it
 *
 * Returns: whether it means something here
 */
gboolean
tw_report_well_key (TwReportWell   *self,
                    guint           i,
                    guint           keyval,
                    GdkModifierType state)
{
  g_return_val_if_fail (TW_IS_REPORT_WELL (self), FALSE);
  if (i >= get_n (self))
    return FALSE;
  if ((state & GDK_ALT_MASK) != 0 && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    {
      if (keyval == GDK_KEY_Up ? i > 0 : i + 1 < get_n (self))
        move (self, i, keyval == GDK_KEY_Up ? i - 1 : i + 1);
      return TRUE;
    }
  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete)
    return FALSE;
  take_out (self, i);
  return TRUE;
}

/**
 * tw_report_well_edit:
 * @self: a well
 * @i: a line
 *
 * Opens what is to be chosen for it.
 *
 * Returns: (transfer none) (nullable): the popover
 */
GtkWidget *
tw_report_well_edit (TwReportWell *self,
                     guint         i)
{
  GtkListBoxRow *row = NULL;
  GtkWidget *editor = NULL;
  graphene_rect_t bounds;

  g_return_val_if_fail (TW_IS_REPORT_WELL (self), NULL);
  row = gtk_list_box_get_row_at_index (self->list, (int) i);
  if (row == NULL || self->editor != NULL)
    return NULL;
  editor = tw_part_editor_new (self->state, self->part, i);
  gtk_widget_set_parent (editor, GTK_WIDGET (self));
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (editor), &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                                                                         (int) bounds.size.height });
  self->editor = editor;
  tw_popover_goes_when_closed (GTK_POPOVER (editor));
  g_signal_connect_object (editor, "closed", G_CALLBACK (editor_closed_cb), self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (editor));
  return editor;
}

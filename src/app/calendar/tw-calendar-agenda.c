/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-agenda.h"

#include <glib/gi18n-lib.h>

#include "tw-calendar-change.h"
#include "tw-date-words.h"
#include "tw-peek.h"

#define STEP     28                                    /* days that it begins with, and that come with each step */
#define GROWTH   8                                     /* lines that come in a frame, until there are as many as a list makes rows for */
#define ROWS     240
#define TIME     11                                    /* digits of a time and its end */
#define MAX_DAYS 732                                   /* further ahead nobody scrolls: the mini month goes there */

/* --- A line --- */

#define TW_TYPE_AGENDA_LINE (tw_agenda_line_get_type ())
G_DECLARE_FINAL_TYPE (TwAgendaLine, tw_agenda_line, TW, AGENDA_LINE, GObject)

struct _TwAgendaLine
{
  GObject       parent_instance;

  TwOccurrence *occurrence;                            /* (owned) */
  TwDate        day;
  gboolean      first;                                 /* of its day */
  gboolean      clash;
  char         *time, *detail, *description;           /* (owned) */
  const char   *color;
};

G_DEFINE_FINAL_TYPE (TwAgendaLine, tw_agenda_line, G_TYPE_OBJECT)

static void
tw_agenda_line_finalize (GObject *object)
{
  TwAgendaLine *self = TW_AGENDA_LINE (object);

  tw_occurrence_free (self->occurrence);
  g_free (self->time);
  g_free (self->detail);
  g_free (self->description);
  G_OBJECT_CLASS (tw_agenda_line_parent_class)->finalize (object);
}

static void
tw_agenda_line_class_init (TwAgendaLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_agenda_line_finalize;
}

static void
tw_agenda_line_init (TwAgendaLine *self)
{
}

static char *
dup_detail (const TwCalendarItem *item)
{
  GString *text = g_string_new (tw_calendar_kind_get_label (item->occurrence->kind));

  if (item->occurrence->place != NULL && *item->occurrence->place != '\0')
    g_string_append_printf (text, " · %s", item->occurrence->place);
  if (item->initials != NULL && item->person != NULL)
    g_string_append_printf (text, " · %s", item->person);
  if (item->occurrence->cancelled)
    g_string_append_printf (text, " · %s", _("Cancelled"));
  else if (item->occurrence->done)
    g_string_append_printf (text, " · %s", _("Done"));
  if (item->clash)
    g_string_append_printf (text, " · %s", _("Something else is at the same time"));
  return g_string_free (text, FALSE);
}

static TwAgendaLine *
make_line (const TwCalendarItem *item,
           TwDate                day,
           gboolean              first)
{
  TwAgendaLine *line = g_object_new (TW_TYPE_AGENDA_LINE, NULL);

  line->occurrence = tw_occurrence_copy (item->occurrence);
  line->day = day;
  line->first = first;
  line->clash = item->clash;
  line->time = item->bar ? g_strdup (_("All day")) : tw_calendar_item_dup_time (item, TRUE);
  line->detail = dup_detail (item);
  line->description = tw_calendar_item_dup_description (item);
  line->color = item->color;
  return line;
}

/* --- Lines --- */

#define TW_TYPE_AGENDA_LINES (tw_agenda_lines_get_type ())
G_DECLARE_FINAL_TYPE (TwAgendaLines, tw_agenda_lines, TW, AGENDA_LINES, GObject)

/* The lines of some days, each of which is made when it is asked for: there may be a hundred thousand. They are of the model's last
 * reading, and gone with it. */
struct _TwAgendaLines
{
  GObject               parent_instance;

  const TwCalendarDays *days;                          /* (nullable) */
  TwDate                first, last;
  guint                 limit;                         /* lines that have come already */
};

static GType
lines_get_item_type (GListModel *model)
{
  return TW_TYPE_AGENDA_LINE;
}

static guint
count_lines (TwAgendaLines *self)
{
  if (self->days == NULL || self->first > self->last)
    return 0;
  return self->days->all.starts[self->last + 1 - self->days->first] - self->days->all.starts[self->first - self->days->first];
}

static guint
lines_get_n_items (GListModel *model)
{
  return MIN (count_lines (TW_AGENDA_LINES (model)), TW_AGENDA_LINES (model)->limit);
}

static gpointer
lines_get_item (GListModel *model,
                guint       position)
{
  TwAgendaLines *self = TW_AGENDA_LINES (model);
  const guint *starts = NULL;
  TwDate low = self->first, high = self->last;
  guint at;

  if (position >= lines_get_n_items (model))
    return NULL;
  starts = self->days->all.starts;
  at = starts[self->first - self->days->first] + position;
  /* The last day that begins there or before; those without a line begin where the next one does. */
  while (low < high)
    {
      TwDate middle = low + (high - low + 1) / 2;

      if (starts[middle - self->days->first] <= at)
        low = middle;
      else
        high = middle - 1;
    }
  return make_line (self->days->all.list[at], low, at == starts[low - self->days->first]);
}

static void
lines_init (GListModelInterface *iface)
{
  iface->get_item_type = lines_get_item_type;
  iface->get_n_items = lines_get_n_items;
  iface->get_item = lines_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TwAgendaLines, tw_agenda_lines, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lines_init))

static void
tw_agenda_lines_class_init (TwAgendaLinesClass *klass)
{
}

static void
tw_agenda_lines_init (TwAgendaLines *self)
{
}

/* Returns whether there are more to come. */
static gboolean
let_come (TwAgendaLines *self)
{
  guint n = lines_get_n_items (G_LIST_MODEL (self)), more;

  self->limit = self->limit + GROWTH > ROWS ? G_MAXUINT : self->limit + GROWTH;
  more = lines_get_n_items (G_LIST_MODEL (self)) - n;
  if (more > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n, 0, more);
  return n + more < count_lines (self);
}

/* In two steps: a list that is told that all changed would look for what stayed. */
static void
set_lines (TwAgendaLines        *self,
           const TwCalendarDays *days,
           TwDate                first,
           TwDate                last)
{
  guint n = lines_get_n_items (G_LIST_MODEL (self));

  self->days = NULL;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  self->days = days;
  self->first = days != NULL ? MAX (first, days->first) : 0;
  self->last = days != NULL ? MIN (last, days->last) : -1;
  self->limit = 0;
}

/* --- The list --- */

struct _TwCalendarAgenda
{
  AdwBin           parent_instance;

  TwCalendarModel *model;                              /* (owned) */
  TwDate           first, last;
  TwAgendaLines   *lines;                              /* (owned) */
  guint            tick_id;                            /* while lines come */

  GtkStack        *stack;
  GtkListView     *list;
};

G_DEFINE_FINAL_TYPE (TwCalendarAgenda, tw_calendar_agenda, ADW_TYPE_BIN)

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TwCalendarAgenda *self = TW_CALENDAR_AGENDA (widget);

  if (let_come (self->lines))
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

/* A list makes the rows of all it has, up to two hundred, in the frame in which it gets them, which is too long for it. */
static void
fill (TwCalendarAgenda *self)
{
  gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self)), loading = tw_calendar_model_is_loading (self->model);
  guint former = g_list_model_get_n_items (G_LIST_MODEL (self->lines)), n;

  /* Nobody looks: what it showed is gone with the model's former reading. */
  set_lines (self->lines, mapped ? tw_calendar_model_get_days (self->model) : NULL, self->first, self->last);
  if (!mapped)
    return;
  if (let_come (self->lines) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (!loading || former == 0)
    gtk_stack_set_visible_child_name (self->stack, loading ? "loading" : "empty");
}

static void
show (TwCalendarAgenda *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tw_calendar_model_show (self->model, self->first, self->last);
  fill (self);
}

void
tw_calendar_agenda_go_on (TwCalendarAgenda *self)
{
  g_return_if_fail (TW_IS_CALENDAR_AGENDA (self));
  if (self->last - self->first >= MAX_DAYS || tw_calendar_model_is_loading (self->model))
    return;
  self->last += STEP;
  show (self);
}

static void
edge_cb (TwCalendarAgenda *self,
         GtkPositionType   edge)
{
  if (edge == GTK_POS_BOTTOM)
    tw_calendar_agenda_go_on (self);
}

/* --- Rows --- */

typedef struct
{
  GtkWidget *day, *icon, *time, *title, *detail;
} Row;

static GtkWidget *
add_label (GtkWidget  *box,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* One column for times and for what stands in their place, which is longer in other languages. */
static void
set_time_width (GtkWidget *time)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (time, _("All day"));
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_label_set_width_chars (GTK_LABEL (time), TIME);
  gtk_label_set_max_width_chars (GTK_LABEL (time), TIME);
  gtk_widget_set_size_request (time, width, -1);
}

static void
setup_cb (TwCalendarAgenda *self,
          GtkListItem      *item)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Row *row = g_new0 (Row, 1);

  row->day = add_label (outer, "heading");
  gtk_widget_add_css_class (row->day, "tw-agenda-heading");
  row->icon = gtk_image_new ();
  gtk_box_append (GTK_BOX (line), row->icon);
  row->time = add_label (line, "numeric");
  set_time_width (row->time);
  row->title = add_label (words, NULL);
  row->detail = add_label (words, "dim-label");
  gtk_widget_add_css_class (row->detail, "caption");
  gtk_box_append (GTK_BOX (line), words);
  gtk_widget_add_css_class (line, "tw-agenda-line");
  gtk_box_append (GTK_BOX (outer), line);
  g_object_set_data_full (G_OBJECT (outer), "tw-row", row, g_free);
  gtk_list_item_set_child (item, outer);
}

static void
bind_cb (TwCalendarAgenda *self,
         GtkListItem      *item)
{
  TwAgendaLine *line = gtk_list_item_get_item (item);
  GtkWidget *outer = gtk_list_item_get_child (item);
  Row *row = g_object_get_data (G_OBJECT (outer), "tw-row");
  g_autofree char *day = tw_date_words (line->day, TW_WORDS_WEEKDAY), *color = g_strconcat ("tw-color-", line->color, NULL);
  const char *classes[] = { color, NULL };

  gtk_label_set_label (GTK_LABEL (row->day), day);
  gtk_widget_set_visible (row->day, line->first);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), tw_calendar_item_get_icon (line->occurrence));
  gtk_widget_set_css_classes (row->icon, classes);
  gtk_label_set_label (GTK_LABEL (row->time), line->time);
  gtk_label_set_label (GTK_LABEL (row->title), line->occurrence->title);
  gtk_label_set_label (GTK_LABEL (row->detail), line->detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (outer), GTK_ACCESSIBLE_PROPERTY_LABEL, line->description, -1);
}

static void
activate_cb (TwCalendarAgenda *self,
             guint             position)
{
  g_autoptr(TwAgendaLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

  if (line != NULL)
    tw_calendar_change_open (GTK_WIDGET (self), line->occurrence);
}

/* --- Commands --- */

static TwAgendaLine *
get_selected (TwCalendarAgenda *self)
{
  return gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->list)));
}

static void
peek (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwCalendarAgenda *self = TW_CALENDAR_AGENDA (widget);
  TwWorkspace *workspace = tw_calendar_model_get_workspace (self->model);
  TwAgendaLine *line = get_selected (self);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const TwEntity *entity = line != NULL ? tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), line->occurrence->entity) : NULL;

  if (entity != NULL)
    tw_peek_open (widget, focus != NULL && gtk_widget_is_ancestor (focus, widget) ? focus : widget, workspace, entity, &line->occurrence->id);
}

static void
delete_event (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwAgendaLine *line = get_selected (TW_CALENDAR_AGENDA (widget));

  if (line != NULL)
    tw_calendar_change_delete (widget, TW_CALENDAR_AGENDA (widget)->model, line->occurrence);
}

static const TwActionInfo infos[] = {
  { "calendar-list.peek", N_("Look at the event without opening it"), "space", NULL, NULL, peek },
  { "calendar-list.delete", N_("Delete the event"), "Delete", NULL, NULL, delete_event },
};

const TwActionTable tw_calendar_agenda_actions = { N_("Agenda of the calendar"), infos, G_N_ELEMENTS (infos) };

static void
tw_calendar_agenda_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tw_calendar_agenda_parent_class)->map (widget);
  show (TW_CALENDAR_AGENDA (widget));
}

static void
tw_calendar_agenda_dispose (GObject *object)
{
  TwCalendarAgenda *self = TW_CALENDAR_AGENDA (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  /* Disposing the template takes away the stack, which the bin would look for again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_CALENDAR_AGENDA);
  g_clear_object (&self->lines);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_calendar_agenda_parent_class)->dispose (object);
}

static void
tw_calendar_agenda_class_init (TwCalendarAgendaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_calendar_agenda_dispose;
  widget_class->map = tw_calendar_agenda_map;
  tw_action_table_install (&tw_calendar_agenda_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("calendar/tw-calendar-agenda.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwCalendarAgenda, stack);
  gtk_widget_class_bind_template_child (widget_class, TwCalendarAgenda, list);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

/* A signal factory: the heading of a day stands in its first line. */
static void
tw_calendar_agenda_init (TwCalendarAgenda *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSingleSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = g_object_new (TW_TYPE_AGENDA_LINES, NULL);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->lines)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/**
 * tw_calendar_agenda_new:
 * @model: what to show
 *
 * Returns: (transfer floating): a list that begins today
 */
GtkWidget *
tw_calendar_agenda_new (TwCalendarModel *model)
{
  TwCalendarAgenda *self = g_object_new (TW_TYPE_CALENDAR_AGENDA, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  tw_calendar_agenda_go_to (self, tw_instant_get_date (g_get_real_time (), tw_calendar_model_get_zone (model)));
  return GTK_WIDGET (self);
}

void
tw_calendar_agenda_go_to (TwCalendarAgenda *self,
                          TwDate            day)
{
  g_return_if_fail (TW_IS_CALENDAR_AGENDA (self));
  self->first = CLAMP (day, TW_DATE_MIN + 400, TW_DATE_MAX - 1200);
  self->last = self->first + STEP - 1;
  show (self);
}

void
tw_calendar_agenda_get_shown (TwCalendarAgenda *self,
                              TwDate           *first,
                              TwDate           *last)
{
  g_return_if_fail (TW_IS_CALENDAR_AGENDA (self));
  *first = self->first;
  *last = self->last;
}

GListModel *
tw_calendar_agenda_get_lines (TwCalendarAgenda *self)
{
  g_return_val_if_fail (TW_IS_CALENDAR_AGENDA (self), NULL);
  return G_LIST_MODEL (self->lines);
}

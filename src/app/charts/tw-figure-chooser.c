/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figure-chooser.h"

#include <glib/gi18n-lib.h>

#include "tw-figure-chart.h"

static const char *const grain_labels[] = { N_("By day"), N_("By week"), N_("By month"), N_("By quarter"), N_("By year") };

/* What a line of the drop-down of measures stands for. */
typedef struct
{
  TwAggregate    aggregate;
  const TwField *field, *weight;                       /* (nullable) */
  gboolean       kept;                                 /* what the figure had: no list offers it */
} Measure;

struct _TwFigureChooser
{
  AdwBin       parent_instance;

  gboolean     wide, filling;
  TwSchema    *schema;                                 /* (owned) (nullable) that of the fields below */
  TwFigure    *figure;                                 /* (owned) (nullable) */
  TwChartKind  kind;
  GArray      *offered;                                /* (owned) Measure */
  GPtrArray   *fields[2];                              /* (owned) char *: keys and paths that can be grouped by; "": none */
  GArray      *kinds;                                  /* (owned) TwChartKind */

  /* From the template. */
  GtkWidget   *grain_child, *against_child;
  GtkDropDown *kind_list, *measures, *groups, *grains, *seconds, *againsts;
};

enum { PROP_WIDE = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TwFigureChooser, tw_figure_chooser, ADW_TYPE_BIN)

static const TwEntity *
get_entity (TwFigureChooser *self)
{
  return tw_schema_get_entity (self->schema, self->figure->entity);
}

static const TwField *
find_field (TwFigureChooser *self,
            const char      *name)
{
  return name != NULL && *name != '\0' ? tw_figure_find_field (self->schema, get_entity (self), name, NULL, NULL) : NULL;
}

static gboolean
is_date (const TwField *field)
{
  return field != NULL && (field->type == TW_TYPE_DATE || field->type == TW_TYPE_DATETIME);
}

/* --- What there is to choose --- */

static void
offer (TwFigureChooser *self,
       GtkStringList   *titles,
       TwAggregate      aggregate,
       const TwField   *field,
       const TwField   *weight)
{
  Measure measure = { aggregate, field, weight, FALSE };
  g_autofree char *title = NULL;

  if (field == NULL)
    title = g_strdup_printf (_("Number of %s"), tw_entity_get_label (get_entity (self), TRUE));
  else
    /* Translators: a field and what becomes of its values, such as "Amount · Sum". */
    title = g_strdup_printf (_("%1$s · %2$s"), tw_field_get_label (field), tw_aggregate_get_label (aggregate));
  gtk_string_list_append (titles, title);
  g_array_append_val (self->offered, measure);
}

static void
offer_field (TwFigureChooser *self,
             GtkStringList   *titles,
             const TwField   *field)
{
  const TwEntity *entity = get_entity (self);
  const TwField *weight = tw_entity_get_field (entity, "probability");

  if (field->number < TW_FIELD_FIRST_OWN || !tw_figure_can_sum (field))
    return;
  if (field->kind != TW_KIND_PERCENT)
    offer (self, titles, TW_AGGREGATE_SUM, field, NULL);
  offer (self, titles, TW_AGGREGATE_AVERAGE, field, NULL);
  if (self->wide)
    {
      offer (self, titles, TW_AGGREGATE_MIN, field, NULL);
      offer (self, titles, TW_AGGREGATE_MAX, field, NULL);
    }
  if (field == entity->value_field && weight != NULL && weight->kind == TW_KIND_PERCENT && weight->formula == NULL)
    offer (self, titles, TW_AGGREGATE_WEIGHTED, field, weight);
}

static gboolean
is_measure (TwFigureChooser *self,
            const Measure   *measure)
{
  return measure->aggregate == self->figure->aggregate
         && (measure->aggregate == TW_AGGREGATE_COUNT || g_strcmp0 (measure->field->key, self->figure->measure) == 0);
}

static void
fill_measures (TwFigureChooser *self)
{
  const TwEntity *entity = get_entity (self);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = G_MAXUINT;

  g_array_set_size (self->offered, 0);
  offer (self, titles, TW_AGGREGATE_COUNT, NULL, NULL);
  for (guint i = 0; i < entity->n_fields; i++)
    offer_field (self, titles, entity->fields[i]);
  for (guint i = 0; i < self->offered->len && selected == G_MAXUINT; i++)
    if (is_measure (self, &g_array_index (self->offered, Measure, i)))
      selected = i;
  if (selected == G_MAXUINT)
    {
      Measure kept = { self->figure->aggregate, NULL, NULL, TRUE };
      g_autofree char *title = tw_figure_dup_title (self->figure, self->schema);

      selected = self->offered->len;
      gtk_string_list_append (titles, title);
      g_array_append_val (self->offered, kept);
    }
  gtk_drop_down_set_model (self->measures, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->measures, selected);
}

/* The same measures, behind the entry for none; what no list offers stands at the end. */
static void
fill_against (TwFigureChooser *self)
{
  const TwFigureMeasure *against = self->figure->against;
  GListModel *offered = gtk_drop_down_get_model (self->measures);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (titles, _("No comparison"));
  for (guint i = 0; i < self->offered->len && !g_array_index (self->offered, Measure, i).kept; i++)
    {
      const Measure *measure = &g_array_index (self->offered, Measure, i);

      gtk_string_list_append (titles, gtk_string_list_get_string (GTK_STRING_LIST (offered), i));
      if (against != NULL && measure->aggregate == against->aggregate
          && g_strcmp0 (measure->field != NULL ? measure->field->key : NULL, against->measure) == 0)
        selected = i + 1;
    }
  if (against != NULL && selected == 0)
    {
      g_autoptr(TwFigure) other = tw_figure_dup_against (self->figure);
      g_autofree char *title = tw_figure_dup_title (other, self->schema);

      selected = g_list_model_get_n_items (G_LIST_MODEL (titles));
      gtk_string_list_append (titles, title);
    }
  gtk_drop_down_set_model (self->againsts, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->againsts, selected);
}

static void
add_group (TwFigureChooser *self,
           GtkStringList   *titles,
           guint            axis,
           const char      *key,
           const char      *label)
{
  g_ptr_array_add (self->fields[axis], g_strdup (key));
  gtk_string_list_append (titles, label);
}

static char *
dup_path_label (TwFigureChooser *self,
                const char      *path)
{
  g_auto(GStrv) parts = g_strsplit (path, ".", 8);
  g_autoptr(GString) label = g_string_new (NULL), at = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const TwField *field = NULL;

      g_string_append_printf (at, "%s%s", i > 0 ? "." : "", parts[i]);
      field = find_field (self, at->str);
      g_string_append_printf (label, "%s%s", i > 0 ? " › " : "", field != NULL ? tw_field_get_label (field) : parts[i]);
    }
  return g_string_free (g_steal_pointer (&label), FALSE);
}

static void
fill_groups (TwFigureChooser *self,
             guint            axis,
             GtkDropDown     *list)
{
  const TwEntity *entity = get_entity (self);
  const char *now = self->figure->by[axis].field;
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;

  g_ptr_array_set_size (self->fields[axis], 0);
  if (axis == 1 || self->wide)
    {
      add_group (self, titles, axis, "", self->figure->steps != NULL && axis == 0 ? _("Step by step") : axis == 0 ? _("All together") : _("Not split"));
      selected = 0;
    }
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      /* By their names, records are dots of their own. */
      if (tw_figure_can_group (field) && ((!field->unique && field->type != TW_TYPE_DECIMAL && field != entity->name_field)
                                          || (field == entity->name_field && axis == 0 && self->figure->against != NULL)))
        add_group (self, titles, axis, field->key, tw_field_get_label (field));
    }
  for (guint i = 0; now != NULL && i < self->fields[axis]->len; i++)
    if (g_str_equal (g_ptr_array_index (self->fields[axis], i), now))
      break;
    else if (i + 1 == self->fields[axis]->len)
      {
        g_autofree char *label = dup_path_label (self, now);

        add_group (self, titles, axis, now, label);
      }
  for (guint i = 0; now != NULL && i < self->fields[axis]->len; i++)
    if (g_str_equal (g_ptr_array_index (self->fields[axis], i), now))
      selected = i;
  gtk_drop_down_set_model (list, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (list, selected);
}

static void
fill_grains (TwFigureChooser *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint first = self->wide ? 1 : 0, grain = MAX (self->figure->by[0].grain, TW_GRAIN_DAY) - TW_GRAIN_DAY;

  if (self->wide)
    gtk_string_list_append (titles, _("Automatic"));
  for (guint i = 0; i < G_N_ELEMENTS (grain_labels); i++)
    gtk_string_list_append (titles, _(grain_labels[i]));
  gtk_drop_down_set_model (self->grains, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->grains, self->wide && self->figure->by[0].auto_grain ? 0 : grain + first);
  gtk_widget_set_visible (self->grain_child, is_date (find_field (self, self->figure->by[0].field)));
}

/* Only the kinds that can show the figure are offered; the chart of a view, which may be changed to any, offers all it knows. */
static void
fill_kinds (TwFigureChooser *self)
{
  static const TwChartKind view_kinds[] = { TW_CHART_BAR, TW_CHART_STACKED, TW_CHART_HORIZONTAL, TW_CHART_LINE, TW_CHART_AREA, TW_CHART_PIE,
                                            TW_CHART_HEAT, TW_CHART_FUNNEL };
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_array_set_size (self->kinds, 0);
  for (TwChartKind kind = 0; self->wide && kind < TW_N_CHART_KINDS; kind++)
    if (tw_figure_chart_fits (self->figure, kind))
      g_array_append_val (self->kinds, kind);
  if (!self->wide)
    g_array_append_vals (self->kinds, view_kinds, G_N_ELEMENTS (view_kinds));
  for (guint i = 0; i < self->kinds->len; i++)
    {
      TwChartKind kind = g_array_index (self->kinds, TwChartKind, i);

      gtk_string_list_append (titles, tw_chart_kind_get_label (kind));
      if (kind == self->kind)
        selected = i;
    }
  if (self->kinds->len > 0)
    self->kind = g_array_index (self->kinds, TwChartKind, selected);
  gtk_drop_down_set_model (self->kind_list, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->kind_list, selected);
}

/* --- What is chosen --- */

static void
take_measure (TwFigureChooser *self,
              const Measure   *measure)
{
  if (measure->kept)
    return;
  self->figure->aggregate = measure->aggregate;
  g_clear_pointer (&self->figure->measure, g_free);
  g_clear_pointer (&self->figure->weight, g_free);
  g_clear_pointer (&self->figure->part, g_free);
  self->figure->measure = measure->field != NULL ? g_strdup (measure->field->key) : NULL;
  self->figure->weight = measure->weight != NULL ? g_strdup (measure->weight->key) : NULL;
}

/* A scatter chart is what shows it, and goes with it. */
static void
take_against (TwFigureChooser *self,
              guint            selected)
{
  const Measure *measure = selected > 0 && selected <= self->offered->len ? &g_array_index (self->offered, Measure, selected - 1) : NULL;
  TwFigureMeasure against;

  if (selected > 0 && (measure == NULL || measure->kept))
    return;
  if (measure == NULL)
    {
      tw_figure_set_against (self->figure, NULL);
      return;
    }
  against = (TwFigureMeasure) { measure->aggregate, measure->field != NULL ? (char *) measure->field->key : NULL,
                                measure->weight != NULL ? (char *) measure->weight->key : NULL, NULL };
  tw_figure_set_against (self->figure, &against);
  self->kind = TW_CHART_SCATTER;
}

static void
take_group (TwFigureChooser *self,
            guint            axis,
            const char      *key)
{
  TwFigureBy *by = &self->figure->by[axis];

  if (g_strcmp0 (by->field, *key != '\0' ? key : NULL) == 0)
    return;
  g_free (by->field);
  *by = (TwFigureBy) { .field = *key != '\0' ? g_strdup (key) : NULL };
  if (by->field != NULL)
    g_clear_pointer (&self->figure->steps, g_ptr_array_unref);
  if (is_date (find_field (self, by->field)))
    {
      by->grain = self->wide && axis == 0 ? TW_GRAIN_NONE : TW_GRAIN_MONTH;
      by->auto_grain = self->wide && axis == 0;
    }
}

static void
take_grain (TwFigureChooser *self)
{
  TwFigureBy *by = &self->figure->by[0];
  guint selected = gtk_drop_down_get_selected (self->grains), first = self->wide ? 1 : 0;

  if (!is_date (find_field (self, by->field)))
    return;
  by->auto_grain = self->wide && selected == 0;
  by->grain = by->auto_grain ? TW_GRAIN_NONE : TW_GRAIN_DAY + selected - first;
}

static void
refill (TwFigureChooser *self)
{
  self->filling = TRUE;
  fill_grains (self);
  if (self->wide)
    fill_kinds (self);
  if (self->figure->by[1].field == NULL)
    gtk_drop_down_set_selected (self->seconds, 0);
  if (self->figure->against == NULL)
    gtk_drop_down_set_selected (self->againsts, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->seconds), self->figure->by[0].field != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->againsts), self->figure->by[0].field != NULL);
  self->filling = FALSE;
}

static void
chosen_cb (TwFigureChooser *self,
           GParamSpec      *pspec,
           GtkDropDown     *list)
{
  guint selected = gtk_drop_down_get_selected (list);

  if (self->filling || self->figure == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (list == self->kind_list)
    self->kind = g_array_index (self->kinds, TwChartKind, selected);
  else if (list == self->measures)
    take_measure (self, &g_array_index (self->offered, Measure, selected));
  else if (list == self->groups)
    take_group (self, 0, g_ptr_array_index (self->fields[0], selected));
  else if (list == self->grains)
    take_grain (self);
  else if (list == self->againsts)
    take_against (self, selected);
  else
    take_group (self, 1, g_ptr_array_index (self->fields[1], selected));
  /* Nothing is divided by what it is put together by, or divided without being put together. */
  if (self->figure->by[1].field != NULL && (self->figure->by[0].field == NULL || g_str_equal (self->figure->by[0].field, self->figure->by[1].field)))
    take_group (self, 1, "");
  if (list == self->againsts)
    {
      self->filling = TRUE;
      fill_groups (self, 0, self->groups);
    }
  /* Groups stand against a second measure or are divided. */
  if (list == self->againsts && self->figure->against != NULL)
    take_group (self, 1, "");
  else if (self->figure->by[0].field == NULL || self->figure->by[1].field != NULL)
    tw_figure_set_against (self->figure, NULL);
  refill (self);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
tw_figure_chooser_dispose (GObject *object)
{
  TwFigureChooser *self = TW_FIGURE_CHOOSER (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_FIGURE_CHOOSER);
  g_clear_pointer (&self->figure, tw_figure_free);
  g_clear_pointer (&self->offered, g_array_unref);
  g_clear_pointer (&self->kinds, g_array_unref);
  g_clear_pointer (&self->fields[0], g_ptr_array_unref);
  g_clear_pointer (&self->fields[1], g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  G_OBJECT_CLASS (tw_figure_chooser_parent_class)->dispose (object);
}

static void
tw_figure_chooser_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  g_value_set_boolean (value, TW_FIGURE_CHOOSER (object)->wide);
}

static void
tw_figure_chooser_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TwFigureChooser *self = TW_FIGURE_CHOOSER (object);

  self->wide = g_value_get_boolean (value);
  gtk_widget_set_visible (self->against_child, self->wide);
}

static void
tw_figure_chooser_class_init (TwFigureChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_figure_chooser_dispose;
  G_OBJECT_CLASS (klass)->get_property = tw_figure_chooser_get_property;
  G_OBJECT_CLASS (klass)->set_property = tw_figure_chooser_set_property;

  /**
   * TwFigureChooser:wide:
   *
   * Also what only a dashboard shows: figures that are not put together by anything, periods as long as fits its days, second measures.
   */
  properties[PROP_WIDE] = g_param_spec_boolean ("wide", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  /**
   * TwFigureChooser::chosen:
   *
   * A person chose something else.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("charts/tw-figure-chooser.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, grain_child);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, against_child);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, againsts);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, kind_list);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, measures);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, groups);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, grains);
  gtk_widget_class_bind_template_child (widget_class, TwFigureChooser, seconds);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
tw_figure_chooser_init (TwFigureChooser *self)
{
  self->filling = TRUE;
  self->offered = g_array_new (FALSE, FALSE, sizeof (Measure));
  self->kinds = g_array_new (FALSE, FALSE, sizeof (TwChartKind));
  self->fields[0] = g_ptr_array_new_with_free_func (g_free);
  self->fields[1] = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_figure_chooser_set:
 * @self: a chooser
 * @schema: the schema
 * @figure: what is chosen; it fits the schema
 * @kind: how it is drawn
 */
void
tw_figure_chooser_set (TwFigureChooser *self,
                       TwSchema        *schema,
                       const TwFigure  *figure,
                       TwChartKind      kind)
{
  TwFigure *copy = NULL;
  g_autofree char *before = NULL, *now = NULL;

  g_return_if_fail (TW_IS_FIGURE_CHOOSER (self) && tw_schema_get_entity (schema, figure->entity) != NULL);
  /* What was chosen here comes back: a list does not change under the hand that chooses from it. */
  before = self->figure != NULL ? tw_figure_print (self->figure) : NULL;
  now = tw_figure_print (figure);
  if (self->schema == schema && self->kind == kind && g_strcmp0 (before, now) == 0)
    return;
  copy = tw_figure_copy (figure);
  g_clear_pointer (&self->figure, tw_figure_free);
  self->figure = copy;
  tw_schema_ref (schema);
  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = schema;
  self->kind = kind;
  self->filling = TRUE;
  fill_kinds (self);
  fill_measures (self);
  fill_against (self);
  fill_groups (self, 0, self->groups);
  fill_groups (self, 1, self->seconds);
  refill (self);
}

/**
 * tw_figure_chooser_dup_figure:
 * @self: a chooser
 *
 * Returns: (transfer full) (nullable): what is chosen
 */
TwFigure *
tw_figure_chooser_dup_figure (TwFigureChooser *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_CHOOSER (self), NULL);
  return self->figure != NULL ? tw_figure_copy (self->figure) : NULL;
}

/**
 * tw_figure_chooser_get_kind:
 * @self: a chooser
 *
 * Returns: how it is to be drawn
 */
TwChartKind
tw_figure_chooser_get_kind (TwFigureChooser *self)
{
  g_return_val_if_fail (TW_IS_FIGURE_CHOOSER (self), TW_CHART_BAR);
  return self->kind;
}

/**
 * tw_figure_chooser_get_list:
 * @self: a chooser
 * @name: "kinds", "measures", "groups", "grains", "seconds" or "againsts"
 *
 * Returns: (transfer none) (nullable): that list
 */
GtkDropDown *
tw_figure_chooser_get_list (TwFigureChooser *self,
                            const char      *name)
{
  const struct { const char *name; GtkDropDown *list; } lists[] = {
    { "kinds", self->kind_list }, { "measures", self->measures }, { "groups", self->groups }, { "grains", self->grains }, { "seconds", self->seconds },
    { "againsts", self->againsts },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].name, name))
      return lists[i].list;
  return NULL;
}

/**
 * tw_figure_chooser_set_narrow:
 * @self: a chooser
 * @narrow: whether its window is as narrow as a phone
 *
 * Two lists beside each other do not fit into a dialog there.
 */
void
tw_figure_chooser_set_narrow (TwFigureChooser *self,
                              gboolean         narrow)
{
  g_return_if_fail (TW_IS_FIGURE_CHOOSER (self));
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (adw_bin_get_child (ADW_BIN (self))), narrow ? 1 : 2);
}

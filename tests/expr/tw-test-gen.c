/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grammar of typed templates: $ and a letter stand for any expression of that type (letters as in TwOp.args, e a choice of "state"),
 * # and a letter for a literal; {p} and {t} say that what follows is about parts and things. */
#include "tw-test-gen.h"

#include <string.h>

typedef struct
{
  char        type;
  const char *scope;                                   /* where it makes sense: t thing, p part, u user */
  const char *text;
} Template;

static const Template leaves[] = {
  { 's', "t", "name" }, { 's', "t", "note" }, { 's', "t", "chief" }, { 's', "p", "name" }, { 's', "u", "name" },
  { 's', "t", "parent.name" }, { 's', "t", "owner.name" }, { 's', "t", "parent.parent.note" }, { 's', "p", "thing.name" },
  { 's', "p", "thing.parent.chief" }, { 's', "t", "about as thing.name" }, { 's', "p", "(about as part).thing.name" },
  { 's', "t", "lower(state)" }, { 's', "p", "coalesce(name, state)" },
  { 'i', "t", "count" }, { 'i', "t", "size" }, { 'i', "p", "qty" }, { 'i', "t", "parent.count" }, { 'i', "p", "thing.size" },
  { 'd', "t", "ratio" }, { 'd', "t", "share" }, { 'd', "t", "twice" }, { 'd', "p", "weight" }, { 'd', "t", "parent.twice" },
  { 'm', "t", "price" }, { 'm', "t", "cost" }, { 'm', "t", "total" }, { 'm', "p", "price" }, { 'm', "p", "line" }, { 'm', "t", "parent.cost" },
  { 'm', "p", "thing.price" },
  { 'b', "t", "flag" }, { 'b', "t", "late" }, { 'b', "p", "done" }, { 'b', "t", "parent.flag" }, { 'b', "p", "thing.late" },
  { 'D', "t", "day" }, { 'D', "p", "day" }, { 'D', "t", "parent.day" }, { 'D', "p", "thing.day" },
  { 't', "t", "at" }, { 't', "t", "created_at" }, { 't', "p", "at" }, { 't', "t", "parent.at" }, { 't', "tpu", "now()" },
  { 'D', "tpu", "today()" }, { 'T', "t", "clock" }, { 'u', "t", "span" }, { 'e', "t", "state" }, { 'e', "t", "parent.state" },
  { 'l', "t", "owner" }, { 'l', "t", "parent" }, { 'l', "t", "about" }, { 'l', "p", "thing" }, { 'l', "p", "about" }, { 'l', "tpu", "me" },
  { 'l', "t", "parent.owner" }, { 'l', "tpu", "id()" }, { 'l', "p", "thing.owner" }, { 'l', "t", "updated_by" },
};

static const Template templates[] = {
  /* Logic */
  { 'b', "tpu", "$b and $b" }, { 'b', "tpu", "$b or $b or $b" }, { 'b', "tpu", "not $b" }, { 'b', "tpu", "if($b, $b, $b)" },
  { 'b', "tpu", "coalesce($b, $b)" }, { 'b', "tpu", "$b = $b" }, { 'b', "tpu", "$b and $b and $b" },
  /* Comparisons */
  { 'b', "tpu", "$s = $s" }, { 'b', "tpu", "$s == $s" }, { 'b', "tpu", "$s != $s" }, { 'b', "tpu", "$s < $s" }, { 'b', "tpu", "$s >= $s" },
  { 'b', "tpu", "$s contains $s" }, { 'b', "tpu", "$s starts with $s" }, { 'b', "tpu", "$s ends with $s" }, { 'b', "tpu", "$s ~ $s" },
  { 'b', "tpu", "$s in ($s, $s, $s)" }, { 'b', "tpu", "$s between $s and $s" }, { 'b', "tpu", "$s is empty" }, { 'b', "tpu", "$s is not empty" },
  { 'b', "tpu", "$i = $i" }, { 'b', "tpu", "$i < $d" }, { 'b', "tpu", "$d >= $i" }, { 'b', "tpu", "$d != $d" }, { 'b', "tpu", "$i not in ($i, $i)" },
  { 'b', "tpu", "$i between $i and $d" }, { 'b', "tpu", "$d is empty" }, { 'b', "tpu", "$m > $m" }, { 'b', "tpu", "$m = $m" },
  { 'b', "tpu", "$m <= $m" }, { 'b', "tpu", "$m in ($m, $m)" }, { 'b', "tpu", "$m between $m and $m" }, { 'b', "tpu", "$m is empty" },
  { 'b', "tpu", "$m != $m" }, { 'b', "tpu", "$m < 100" }, { 'b', "t", "price >= $m" }, { 'b', "t", "price < 10 USD" }, { 'b', "t", "cost = 0 EUR" },
  { 'b', "tpu", "$D = $D" }, { 'b', "tpu", "$D < $t" }, { 'b', "tpu", "$t >= $D" }, { 'b', "tpu", "$t = $D" }, { 'b', "tpu", "$t != $D" },
  { 'b', "tpu", "$t < $t" }, { 'b', "tpu", "$t between $D and $D" }, { 'b', "tpu", "$t in ($D, $t)" }, { 'b', "tpu", "$D is not empty" },
  { 'b', "tpu", "$t within $P" }, { 'b', "tpu", "$D within $P" }, { 'b', "tpu", "$t within last 36 hours" }, { 'b', "tpu", "$t within next 5 minutes" },
  { 'b', "tpu", "$t > \"2026-03-29T02:30\"" }, { 'b', "tpu", "$t <= \"2026-10-25T00:30:00Z\"" }, { 'b', "tpu", "$D = \"2026-03-31\"" },
  { 'b', "tpu", "$T < \"12:30\"" }, { 'b', "tpu", "$T >= $T" }, { 'b', "tpu", "$u > $u" }, { 'b', "tpu", "$u = 2 hours" },
  { 'b', "t", "state = \"open\"" }, { 'b', "t", "state in (\"won it\", \"lost\")" }, { 'b', "t", "state = mood" }, { 'b', "t", "mood != \"Closed\"" },
  { 'b', "p", "state in (\"shut\")" }, { 'b', "t", "state is empty" }, { 'b', "tpu", "$e = \"won\"" }, { 'b', "t", "parent.state != \"won\"" },
  /* What is compiled to SQL's own operators: a column against a constant */
  { 'b', "t", "at <= #D" }, { 'b', "t", "at < #D" }, { 'b', "t", "at > #D" }, { 'b', "t", "#D <= at" }, { 'b', "t", "at = #D" }, { 'b', "t", "at != #D" },
  { 'b', "t", "at between #D and #D" }, { 'b', "t", "day <= now()" }, { 'b', "t", "day > now() - #u" }, { 'b', "t", "day between #D and now()" },
  { 'b', "t", "price < #m" }, { 'b', "t", "price >= #m" }, { 'b', "t", "cost <= #m" }, { 'b', "t", "cost > #m" }, { 'b', "t", "price = #m" },
  { 'b', "t", "cost != #m" }, { 'b', "t", "#m < price" }, { 'b', "t", "count in (#i, #i, #i)" }, { 'b', "t", "#i >= size" }, { 'b', "t", "ratio between #d and #d" },
  { 'b', "t", "name between #s and #s" }, { 'b', "t", "name == #s" }, { 'b', "t", "name <= #s" }, { 'b', "t", "name in (#s, #s)" }, { 'b', "t", "at within $P" },
  { 'b', "t", "day within $P" }, { 'b', "t", "parent.name > #s" }, { 'b', "t", "span < #u" }, { 'b', "t", "at < now() - #u" },
  /* Links and lists */
  { 'b', "tpu", "$l = $l" }, { 'b', "tpu", "$l != me" }, { 'b', "tpu", "$l in ($l, me)" }, { 'b', "tpu", "$l in my team" }, { 'b', "tpu", "$l is empty" },
  { 'b', "t", "owner = \"acme\"" }, { 'b', "t", "parent in (\"acme\", \"a\")" }, { 'b', "t", "about is thing" }, { 'b', "t", "about is not user" },
  { 'b', "p", "about is part" }, { 'b', "t", "parent.about is user" }, { 'b', "t", "others is empty" }, { 'b', "t", "others has $l" },
  { 'b', "t", "others has any ($l, $l)" }, { 'b', "t", "others has all ($l, $l)" }, { 'b', "t", "others has \"acme\"" },
  { 'b', "t", "others has any (\"a\", \"vip\")" }, { 'b', "t", "not others has all (\"a\", \"A\")" }, { 'b', "t", "tags has $s" }, { 'b', "t", "not words has $s" },
  { 'b', "t", "tags has any ($s, \"vip\")" }, { 'b', "t", "words has all (\"a\", $s)" }, { 'b', "t", "colors has \"Red\"" }, { 'b', "t", "parent.tags has #s" },
  { 'b', "t", "not parent.words has all (\"a\", #s)" }, { 'b', "p", "thing.colors has any (\"green\", \"blue\")" }, { 'b', "p", "thing.others has \"acme\"" },
  { 'b', "p", "thing.parent.tags has \"vip\"" },
  { 'b', "t", "colors has any (\"green\", \"blue\")" }, { 'b', "t", "tags is empty" }, { 'b', "t", "colors is not empty" }, { 'b', "t", "extra is empty" },
  { 'b', "t", "owner contains $s" },
  /* Aggregates */
  { 'b', "t", "any(parts where {p}$b)" }, { 'b', "t", "all(parts where {p}$b)" }, { 'b', "t", "any(others)" }, { 'b', "t", "all(children where {t}$b)" },
  { 'b', "t", "any(references)" }, { 'b', "t", "any(fans where {t}$b)" }, { 'b', "u", "any(things where {t}$b)" }, { 'b', "p", "any(mentions where {p}$b)" },
  { 'i', "t", "count(parts)" }, { 'i', "t", "count(parts where {p}$b)" }, { 'i', "t", "count(others)" }, { 'i', "t", "count(others where {t}$b)" },
  { 'i', "t", "count(fans)" }, { 'i', "t", "count(tags)" }, { 'i', "t", "count(colors)" }, { 'i', "t", "count(parts.qty)" },
  { 'i', "t", "sum(parts.qty where {p}$b)" }, { 'i', "t", "max(parts.qty)" }, { 'i', "t", "min(children.count where {t}$b)" },
  { 'i', "t", "count(parent.parts where {p}$b)" }, { 'i', "p", "count(thing.parts)" }, { 'i', "p", "count(thing.others)" },
  { 'd', "t", "avg(parts.qty)" }, { 'd', "t", "avg(parts.weight where {p}$b)" }, { 'd', "t", "sum(children.twice)" }, { 'd', "t", "max(others.ratio)" },
  { 'm', "t", "sum(parts.price where {p}$b)" }, { 'm', "t", "sum(parts.line)" }, { 'm', "t", "max(parts.price)" }, { 'm', "t", "min(parts.line where {p}$b)" },
  { 'm', "t", "avg(parts.price)" }, { 'm', "t", "sum(children.total)" }, { 'm', "t", "avg(others.price where {t}$b)" },
  { 't', "t", "max(parts.at)" }, { 't', "t", "min(children.at where {t}$b)" }, { 'D', "t", "max(parts.day where {p}$b)" }, { 'u', "t", "sum(children.span)" },
  /* Numbers */
  { 'i', "tpu", "$i + $i" }, { 'i', "tpu", "$i - $i" }, { 'i', "tpu", "$i * $i" }, { 'i', "tpu", "$i % $i" }, { 'i', "tpu", "-$i" },
  { 'i', "tpu", "if($b, $i, $i)" }, { 'i', "tpu", "coalesce($i, $i)" }, { 'i', "tpu", "least($i, $i)" }, { 'i', "tpu", "abs($i)" },
  { 'i', "tpu", "floor($d)" }, { 'i', "tpu", "ceil($d)" }, { 'i', "tpu", "length($s)" }, { 'i', "tpu", "year($t)" }, { 'i', "tpu", "month($D)" },
  { 'i', "tpu", "day($t)" }, { 'i', "tpu", "weekday($t)" }, { 'i', "tpu", "quarter($D)" }, { 'i', "tpu", "hour($t)" }, { 'i', "tpu", "hour($T)" },
  { 'i', "tpu", "minute($t)" }, { 'i', "tpu", "days_between($t, $D)" }, { 'i', "tpu", "days_between($t, $t)" },
  { 'd', "tpu", "$i / $i" }, { 'd', "tpu", "$d + $d" }, { 'd', "tpu", "$d - $i" }, { 'd', "tpu", "$d * $d" }, { 'd', "tpu", "$d / $d" },
  { 'd', "tpu", "$d % $d" }, { 'd', "tpu", "round($d)" }, { 'd', "tpu", "round($d, $i)" }, { 'd', "tpu", "greatest($d, $i, $d)" },
  { 'd', "tpu", "if($b, $d, $i)" }, { 'd', "tpu", "amount($m)" }, { 'd', "tpu", "$m / $m" }, { 'd', "tpu", "$u / $u" }, { 'd', "tpu", "number($s)" },
  { 'd', "tpu", "hours_between($t, $D)" }, { 'd', "tpu", "abs($d)" }, { 'd', "tpu", "-$d" },
  { 'm', "tpu", "$m + $m" }, { 'm', "tpu", "$m - $m" }, { 'm', "tpu", "$m * $d" }, { 'm', "tpu", "$i * $m" }, { 'm', "tpu", "$m / $d" },
  { 'm', "tpu", "-$m" }, { 'm', "tpu", "round($m)" }, { 'm', "tpu", "round($m, $i)" }, { 'm', "tpu", "abs($m)" }, { 'm', "tpu", "convert($m, \"USD\")" },
  { 'm', "tpu", "convert($m, $s)" }, { 'm', "tpu", "money($d, \"EUR\")" }, { 'm', "tpu", "if($b, $m, $m)" }, { 'm', "tpu", "coalesce($m, $m)" },
  { 'm', "tpu", "least($m, $m)" }, { 'm', "tpu", "greatest($m, $m, $m)" }, { 'm', "tpu", "$m + 5" },
  /* Text */
  { 's', "tpu", "$s & $s" }, { 's', "tpu", "$s + $s" }, { 's', "tpu", "$i & $D" }, { 's', "tpu", "concat($s, $i, $m)" }, { 's', "tpu", "lower($s)" },
  { 's', "tpu", "upper($s)" }, { 's', "tpu", "trim($s)" }, { 's', "tpu", "left($s, $i)" }, { 's', "tpu", "right($s, $i)" },
  { 's', "tpu", "substring($s, $i)" }, { 's', "tpu", "substring($s, $i, $i)" }, { 's', "tpu", "replace($s, $s, $s)" }, { 's', "tpu", "text($m)" },
  { 's', "tpu", "text($d)" }, { 's', "tpu", "text($t)" }, { 's', "tpu", "text($u)" }, { 's', "tpu", "text($b)" }, { 's', "tpu", "currency($m)" },
  { 's', "tpu", "if($b, $s, $s)" }, { 's', "tpu", "coalesce($s, $s)" }, { 's', "t", "if($b, state, mood)" }, { 's', "t", "coalesce(state, $s)" },
  { 'b', "t", "state contains $s" }, { 'b', "t", "parent.state starts with $s" }, { 's', "t", "state & mood" }, { 'i', "t", "length(state)" },
  { 'b', "t", "state = lower($s)" }, { 'b', "t", "lower($s) in (state, mood, \"acme\")" }, { 'b', "t", "state in (mood, \"won\")" },

  /* Dates */
  { 'D', "tpu", "date($t)" }, { 'D', "tpu", "date($s)" }, { 'D', "tpu", "$D + $u" }, { 'D', "tpu", "$D - 3 days" }, { 'D', "tpu", "add_days($D, $i)" },
  { 'D', "tpu", "add_months($D, $i)" }, { 'D', "tpu", "start_of(\"month\", $D)" }, { 'D', "tpu", "start_of(lower($s), $D)" }, { 'D', "tpu", "least($D, $D)" },
  { 'D', "tpu", "if($b, $D, null)" },
  { 't', "tpu", "$t + $u" }, { 't', "tpu", "$t - 90 days" }, { 't', "tpu", "1 hour + $t" }, { 't', "tpu", "add_days($t, $i)" }, { 't', "tpu", "add_months($t, $i)" },
  { 't', "tpu", "start_of(\"week\", $t)" }, { 't', "tpu", "start_of(\"day\", $t)" }, { 't', "tpu", "if($b, $t, $D)" }, { 't', "tpu", "greatest($t, $D)" },
  { 'u', "tpu", "$t - $t" }, { 'u', "tpu", "$D - $D" }, { 'u', "tpu", "$t - $D" }, { 'u', "tpu", "$u + $u" }, { 'u', "tpu", "$u * $d" }, { 'u', "tpu", "$u / $i" },
  { 'u', "tpu", "-$u" }, { 'u', "tpu", "if($b, $u, 5 minutes)" }, { 'T', "tpu", "coalesce($T, $T)" }, { 'T', "tpu", "if($b, $T, $T)" },
  { 'l', "tpu", "if($b, $l, $l)" }, { 'l', "tpu", "coalesce($l, $l)" }, { 'l', "t", "about as thing" }, { 'l', "t", "about as user" },
  { 'e', "t", "if($b, state, parent.state)" }, { 'e', "t", "coalesce(state, parent.state)" },
};

static void
append_quoted (GString *out, const char *text)
{
  TwValue value = tw_value_text (text);
  g_autoptr (TwExpr) literal = tw_expr_new_literal (&value);
  g_autofree char *printed = tw_expr_print (literal);

  g_string_append (out, printed);
  tw_value_clear (&value);
}

static void
append_literal (TwTestDb *db, GRand *rand, GString *out, char type)
{
  static const char *const texts[] = { "acme", "Agypten", "a", "", "STRASSE", "vip", "شركة", "open", "é", "\n\"\\", "1.5" };
  static const char *const periods[] = { "today", "this week", "last month", "next quarter", "this year", "last 7 days", "next 2 months", "2026",
                                         "2026-03", "2026-Q4", "2026-03-29", "yesterday", "last 3 weeks", "tomorrow", "last 1 years" };
  static const char *const amounts[] = { "0 EUR", "10 USD", "-5.5 EUR", "1000 JPY", "3.333 KWD", "1 XAU", "922337203685477.5807 EUR",
                                         "0.0001 EUR", "-0.0001 USD", "20.5 GBP", "-100000 IDR" };

  switch (type)
    {
    case 'P':
      g_string_append (out, periods[g_rand_int_range (rand, 0, G_N_ELEMENTS (periods))]);
      break;
    case 's':
      append_quoted (out, texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]);
      break;
    case 'b':
      g_string_append (out, g_rand_boolean (rand) ? "true" : "false");
      break;
    case 'i':
      g_string_append_printf (out, "%d", g_rand_int_range (rand, -3, 30));
      break;
    case 'd':
      g_string_append_printf (out, "%d.%d", g_rand_int_range (rand, 0, 10), g_rand_int_range (rand, 0, 100));
      break;
    case 'm':
      g_string_append (out, amounts[g_rand_int_range (rand, 0, G_N_ELEMENTS (amounts))]);
      break;
    case 'D':
      /* Mostly days that the records have, too. */
      if (g_rand_int_range (rand, 0, 4) > 0)
        {
          g_autofree char *near = tw_date_print (tw_instant_get_date (db->context.now, db->context.zone) + g_rand_int_range (rand, -3, 4));

          g_string_append (out, near);
        }
      else
        g_string_append_printf (out, "2026-%02d-%02d", g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1, 29));
      break;
    case 'u':
      g_string_append_printf (out, "%d minutes", g_rand_int_range (rand, -3000, 3000));
      break;
    default:
      g_string_append (out, type == 't' ? "now()" : type == 'T' ? "coalesce(null, clock)" : "me");
    }
}

static const char *
choose (GRand *rand, const Template *table, guint n, char type, char scope)
{
  guint start = (guint) g_rand_int_range (rand, 0, (int) n);

  for (guint i = 0; i < n; i++)
    {
      const Template *entry = &table[(start + i * 7919) % n];

      if (entry->type == type && strchr (entry->scope, scope) != NULL)
        return entry->text;
    }
  return NULL;
}

static void append (TwTestDb *db, GRand *rand, GString *out, char type, char scope, guint depth);

static void
append_template (TwTestDb *db, GRand *rand, GString *out, const char *text, char scope, guint depth)
{
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '$')
      append (db, rand, out, *++p, scope, depth);
    else if (*p == '#')
      append_literal (db, rand, out, *++p);
    else if (*p == '{')
      {
        scope = p[1];
        p += 2;
      }
    else
      g_string_append_c (out, *p);
}

static void
append (TwTestDb *db, GRand *rand, GString *out, char type, char scope, guint depth)
{
  const char *text = NULL;

  if (type != 'P' && depth > 0)
    text = choose (rand, templates, G_N_ELEMENTS (templates), type, scope);
  if (text != NULL && g_rand_int_range (rand, 0, 5) > 0)
    {
      g_string_append_c (out, '(');
      append_template (db, rand, out, text, scope, depth - 1);
      g_string_append_c (out, ')');
      return;
    }
  text = type != 'P' ? choose (rand, leaves, G_N_ELEMENTS (leaves), type, scope) : NULL;
  if (text != NULL && g_rand_int_range (rand, 0, 3) > 0)
    g_string_append (out, text);
  else if (type == 'e')
    g_string_append (out, scope == 't' ? "state" : scope == 'p' ? "thing.state" : "coalesce(null, \"x\")");
  else if (type == 'T')
    g_string_append (out, scope == 't' ? "clock" : scope == 'p' ? "thing.clock" : "coalesce(null, null)");
  else
    append_literal (db, rand, out, type);
}

char *
tw_test_gen_text (TwTestDb *db, GRand *rand, TwType type, guint depth)
{
  static const char letters[] = { 'b', 'b', 'i', 'd', 'm', 'D', 'T', 't', 'u', 's', 'e', 'l', 'b', 'b' };
  GString *out = g_string_new (NULL);

  append (db, rand, out, letters[type], 't', depth);
  return g_string_free (out, FALSE);
}

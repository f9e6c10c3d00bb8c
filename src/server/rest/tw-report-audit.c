/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>

#include "tw-audit.h"
#include "tw-doc.h"
#include "tw-report-audit.h"

/**
 * tw_report_audit_dup_sensitive:
 * @report: a report
 * @schema: what it is of
 *
 * Returns: (transfer full) (nullable): the fields that the schema marks as sensitive and that a column of a table shows or is worked out of, as
 *   JSON texts; %NULL: none
 */
char *
tw_report_audit_dup_sensitive (const TwReport *report, TwSchema *schema)
{
  const TwEntity *of = tw_schema_get_entity (schema, report->entity);
  guint n_columns = tw_report_get_form (report) == TW_REPORT_TABLE ? report->columns->len : 0;
  GString *json = NULL;

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint f = 0; f < entity->n_fields; f++)
        for (guint i = 0; entity->fields[f]->sensitive && i < n_columns; i++)
          {
            const TwReportColumn *column = g_ptr_array_index (report->columns, i);
            g_autoptr (TwExprBound) bound = tw_expr_bind_text (column->value, schema, of, 0, NULL);

            if (bound == NULL || !tw_expr_bound_reads_field (bound, entity->fields[f]))
              continue;
            if (json == NULL)
              json = g_string_new (NULL);
            g_string_append_printf (json, "%s\"%s.%s\"", json->len > 0 ? "," : "", entity->key, entity->fields[f]->key);
            break;
          }
    }
  return json != NULL ? g_string_free (json, FALSE) : NULL;
}

/**
 * tw_report_audit_enter_file:
 * @store: the server's store
 * @user: whose file it is
 * @report: what
 * @n_rows: how many rows there were
 * @format: as which file
 * @title: of the report
 *
 * A file is entered each time.
 */
void
tw_report_audit_enter_file (TwStore *store, const TwId *user, const TwReport *report, gint64 n_rows, const char *format, const char *title)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autofree char *sensitive = n_rows > 0 ? tw_report_audit_dup_sensitive (report, schema) : NULL;
  TwAuditEvent event = { .user = user, .action = "read-sensitive", .entity = tw_schema_get_entity (schema, report->entity)->key };
  g_autoptr (GString) detail = g_string_new (NULL);

  if (sensitive != NULL)
    {
      g_string_printf (detail, "{\"way\":\"report\",\"fields\":[%s],\"count\":%" PRId64 "}", sensitive, n_rows);
      event.detail = detail->str;
      tw_audit_push (store, &event);
    }
  g_string_assign (detail, "{\"way\":\"report\",\"name\":");
  tw_doc_print_text (title, detail);
  g_string_append_printf (detail, ",\"format\":\"%s\",\"records\":%" PRId64 "}", format, n_rows);
  event.action = "export";
  event.detail = detail->str;
  tw_audit_push (store, &event);
}

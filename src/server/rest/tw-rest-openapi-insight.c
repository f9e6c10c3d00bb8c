/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the API's document about figures and reports: their definitions as requests, and their answers. */
#include "config.h"

#include "tw-rest-private.h"

#define TEXT       "{\"type\":\"string\"}"
#define LONG_TEXT  "{\"type\":\"string\",\"maxLength\":4000}"
#define INTEGER    "{\"type\":\"integer\"}"
#define BOOLEAN    "{\"type\":\"boolean\"}"
#define NULL_TEXT  "{\"type\":[\"string\",\"null\"]}"
#define LIST(item) "{\"type\":\"array\",\"items\":" item "}"
#define ENUM(names) "{\"enum\":[" names "]}"
#define SCHEMA(name)        "{\"$ref\":\"#/components/schemas/" name "\"}"
#define PARAMETER(name)     "{\"$ref\":\"#/components/parameters/" name "\"}"
#define QUERY(name, text, schema) "{\"name\":\"" name "\",\"in\":\"query\",\"description\":\"" text "\",\"schema\":" schema "}"
#define OBJECT(required, properties) "{\"type\":\"object\",\"required\":[" required "],\"additionalProperties\":false,\"properties\":{" properties "}}"
#define PROBLEMS "\"4XX\":{\"$ref\":\"#/components/responses/problem\"},\"5XX\":{\"$ref\":\"#/components/responses/problem\"}"
#define OPERATION(id, tag, summary, parameters, body, answer) \
  "{\"operationId\":\"" id "\",\"tags\":[\"" tag "\"],\"summary\":\"" summary "\",\"parameters\":[" parameters "]," body \
  "\"responses\":{\"200\":{\"description\":\"Done\",\"content\":{" answer "}}," PROBLEMS "}}"
#define BODY(schema) "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" SCHEMA (schema) "}}},"
#define JSON(schema) "\"application/json\":{\"schema\":" SCHEMA (schema) "}"
#define FILES JSON ("_report_answer") ",\"application/jsonl\":{\"schema\":{}},\"text/csv\":{\"schema\":{}},\"application/pdf\":{\"schema\":{}}," \
  "\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\":{\"schema\":{}}"

#define DAYS PARAMETER ("where") "," QUERY ("days", "Only these days of the period: 90 days, month, quarter, year, 2026-01-01..2026-03-31.", TEXT) "," \
  QUERY ("grain", "What dates are put together by where the definition leaves it to the days.", \
         ENUM ("\"day\",\"week\",\"month\",\"quarter\",\"year\""))
#define REPORT DAYS "," PARAMETER ("limit") "," QUERY ("format", "json answers up to “limit” rows; the others are files of all of them, for who may export.", \
  ENUM ("\"json\",\"jsonl\",\"csv\",\"xlsx\",\"pdf\""))

const char tw_rest_insight_paths[] =
  "\"/api/crm/widgets/{id}/answer\":{\"get\":" OPERATION ("widgets_answer", "widgets", "What a figure of a dashboard comes to",
    PARAMETER ("id") "," DAYS, "", JSON ("_figure_answer")) "},"
  "\"/api/crm/widgets/answer\":{\"post\":" OPERATION ("figures_answer", "widgets", "What a figure comes to that the request defines",
    DAYS, BODY ("_figure"), JSON ("_figure_answer")) "},"
  "\"/api/crm/reports/{id}/answer\":{\"get\":" OPERATION ("reports_answer", "reports", "What a saved report comes to",
    PARAMETER ("id") "," REPORT, "", FILES) "},"
  "\"/api/crm/reports/answer\":{\"post\":" OPERATION ("own_reports_answer", "reports", "What a report comes to that the request defines",
    REPORT, BODY ("_report"), FILES) "}";

#define AGGREGATES "\"count\",\"sum\",\"average\",\"weighted\",\"rate\",\"min\",\"max\""
#define GRAINS     "\"day\",\"week\",\"month\",\"quarter\",\"year\""
#define TOTALS     "\"count\",\"sum\",\"average\",\"min\",\"max\""
#define KEY        "{\"anyOf\":[{\"type\":\"null\"}," OBJECT ("\"value\",\"title\"", "\"value\":{},\"title\":" TEXT) "]}"
#define CELL       OBJECT ("\"count\",\"value\"", "\"count\":" INTEGER ",\"value\":{}")
#define GROUP      OBJECT ("\"by\"", "\"by\":" LONG_TEXT ",\"label\":" TEXT ",\"grain\":" ENUM (GRAINS) ",\"order\":" ENUM ("\"up\",\"down\""))
#define FIGURES    "\"unit\":" ENUM ("\"number\",\"money\",\"percent\",\"days\"") ",\"total\":" SCHEMA ("_cell") \
  ",\"previous\":{\"anyOf\":[{\"type\":\"null\"}," SCHEMA ("_cell") "]},\"keys\":" LIST (SCHEMA ("_key")) ",\"then\":" LIST (SCHEMA ("_key")) \
  ",\"cells\":" LIST (LIST (SCHEMA ("_cell"))) ",\"against\":" LIST (SCHEMA ("_cell")) \
  ",\"against_unit\":" ENUM ("\"number\",\"money\",\"percent\",\"days\"") ",\"more\":" INTEGER ",\"missing_rate\":" BOOLEAN
#define FIGURES_NEEDED "\"unit\",\"total\",\"previous\",\"keys\",\"cells\",\"more\",\"missing_rate\""

const char tw_rest_insight_schemas[] =
  "\"_figure\":" OBJECT ("\"entity\",\"aggregate\"", "\"entity\":{\"type\":\"string\",\"examples\":[\"deal\"]},\"where\":" LONG_TEXT ",\"aggregate\":" ENUM (AGGREGATES)
    ",\"measure\":" LONG_TEXT ",\"weight\":" TEXT ",\"part\":" LONG_TEXT ",\"by\":" TEXT ",\"grain\":" ENUM (GRAINS ",\"auto\"") ",\"then\":" TEXT
    ",\"then_grain\":" ENUM (GRAINS ",\"auto\"") ",\"period\":" TEXT ",\"sort\":" ENUM ("\"key\",\"value\",\"-value\"") ",\"limit\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":1000}"
    ",\"against\":" OBJECT ("\"aggregate\"", "\"aggregate\":" ENUM (AGGREGATES) ",\"measure\":" LONG_TEXT ",\"weight\":" TEXT ",\"part\":" LONG_TEXT)
    ",\"steps\":" LIST (OBJECT ("\"label\"", "\"label\":" TEXT ",\"where\":" LONG_TEXT))) ","
  "\"_report\":" OBJECT ("\"entity\"", "\"entity\":{\"type\":\"string\",\"examples\":[\"deal\"]},\"where\":" LONG_TEXT ",\"text\":" TEXT ",\"show\":" TEXT ",\"columns\":"
    LIST (OBJECT ("\"value\"", "\"value\":" LONG_TEXT ",\"label\":" TEXT ",\"totals\":" LIST (ENUM (TOTALS)))) ",\"groups\":" LIST (GROUP) ",\"across\":" GROUP
    ",\"values\":" LIST (OBJECT ("\"aggregate\"", "\"aggregate\":" ENUM (AGGREGATES) ",\"measure\":" LONG_TEXT ",\"weight\":" TEXT ",\"part\":" LONG_TEXT
                                 ",\"where\":" LONG_TEXT ",\"label\":" TEXT))
    ",\"sort\":" LIST (TEXT) ",\"rows\":" BOOLEAN ",\"limit\":{\"type\":\"integer\",\"minimum\":1},\"period\":" TEXT) ","
  "\"_key\":" KEY ",\"_cell\":" CELL ","
  "\"_figure_answer\":" OBJECT (FIGURES_NEEDED, FIGURES) ","
  "\"_report_answer\":{\"anyOf\":["
    OBJECT ("\"form\",\"entity\",\"records\",\"columns\",\"groups\",\"left_out\",\"items\",\"complete\",\"missing_rate\"",
            "\"form\":" ENUM ("\"table\"") ",\"entity\":" TEXT ",\"records\":" INTEGER
            ",\"columns\":" LIST (OBJECT ("\"value\",\"label\",\"totals\"", "\"value\":" TEXT ",\"label\":" TEXT ",\"totals\":" LIST (ENUM (TOTALS))))
            ",\"groups\":" LIST (TEXT) ",\"left_out\":" LIST (TEXT) ",\"complete\":" BOOLEAN ",\"missing_rate\":" BOOLEAN ",\"items\":"
            LIST (OBJECT ("\"kind\"", "\"kind\":" ENUM ("\"head\",\"row\",\"foot\",\"end\"") ",\"level\":" INTEGER ",\"key\":" SCHEMA ("_key")
                          ",\"id\":" TEXT ",\"values\":" LIST ("{}") ",\"records\":" INTEGER ",\"totals\":" LIST ("{\"type\":\"object\"}")))) ","
    OBJECT ("\"form\",\"entity\",\"groups\",\"across\",\"values\",\"columns\",\"rows\",\"more\",\"missing_rate\"",
            "\"form\":" ENUM ("\"pivot\"") ",\"entity\":" TEXT ",\"groups\":" LIST (TEXT) ",\"across\":" NULL_TEXT ",\"values\":"
            LIST (OBJECT ("\"label\",\"aggregate\",\"unit\"", "\"label\":" TEXT ",\"aggregate\":" ENUM (AGGREGATES) ",\"unit\":" TEXT))
            ",\"columns\":" LIST (SCHEMA ("_key")) ",\"rows\":" LIST (OBJECT ("\"keys\",\"cells\"", "\"keys\":" LIST (SCHEMA ("_key"))
            ",\"cells\":" LIST (LIST (SCHEMA ("_cell"))))) ",\"more\":" INTEGER ",\"missing_rate\":" BOOLEAN) ","
    OBJECT ("\"form\",\"entity\",\"show\"," FIGURES_NEEDED, "\"form\":" ENUM ("\"chart\"") ",\"entity\":" TEXT ",\"show\":" TEXT "," FIGURES) "]}";

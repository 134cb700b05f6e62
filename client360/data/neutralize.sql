-- a copy of a database asks the outside services nothing
UPDATE ir_config_parameter
   SET value = ''
 WHERE key IN ('client360.dadata_api_token', 'client360.kontur_focus_api_token');
